@include unix-recv.c
