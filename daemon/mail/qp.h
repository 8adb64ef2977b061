/* SPDX-License-Identifier: MIT
 * Quoted-printable as it arrives (RFC 2045 §6.7): whatever is none of it stays as it is. encode.h
 * writes it. Pure. */
#ifndef MAIL_QP_H
#define MAIL_QP_H

#include <stdbool.h>

#include "daemon/common/buf.h"

/* 0 to 15; -1: it is no digit. */
int qp_hex_digit(char c);
/* Appends the bytes, at most `max`; true where some were left out because of that. */
bool qp_decode(struct buf *out, struct slice in, size_t max);

#endif
