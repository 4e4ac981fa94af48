@include unix-connect.c
