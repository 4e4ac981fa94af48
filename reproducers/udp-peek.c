@include udp-recv.c
