/* SPDX-License-Identifier: MIT
 * `dpupctl parse FILE...`: what dpupd makes of a message, as one JSON object a line, without a
 * daemon. The messages go through the same caged worker the daemon uses. */
#ifndef CTL_PARSE_H
#define CTL_PARSE_H

/* argv[0] is "parse". The exit status: 0, 1 where a file cannot be read, EX_USAGE. */
int ctl_parse(int argc, char **argv);

#endif
