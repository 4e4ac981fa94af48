@include epoll.c
