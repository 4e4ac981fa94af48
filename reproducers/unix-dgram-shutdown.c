@include unix-dgram.c
