/* SPDX-License-Identifier: GPL-2.0 */
/* One file a command.  Each takes its own argv and returns an exit status. */
#ifndef COMMANDS_H
#define COMMANDS_H

#include <stdbool.h>

int cmd_run(int argc, char **argv);

/* Would cmd_run() start with these arguments?  If not, *status is what it would
 * return; it has said why. */
bool run_is_valid(int argc, char **argv, int *status);

int cmd_explore(int argc, char **argv);
bool explore_is_valid(int argc, char **argv, int *status);

int cmd_list(int argc, char **argv);
int cmd_bisect(int argc, char **argv);
int cmd_kernel(int argc, char **argv);
int cmd_matrix(int argc, char **argv);
int cmd_compare(int argc, char **argv);
int cmd_report(int argc, char **argv);
int cmd_plot(int argc, char **argv);
int cmd_hgrm(int argc, char **argv);
int cmd_import(int argc, char **argv);

/* Process 1 of a guest; never returns. */
int cmd_init(int argc, char **argv);

#endif
