/* SPDX-License-Identifier: MIT
 * All templates of a folder, read and compiled once: FOLDER/PART/NAME.txt, .html and .css, where
 * PART is a language or "web"; and of each part the table `phrases` ("greeting = Kia ora"). Nothing
 * on disk is looked at between two loads, so a file that is being edited cannot harm. */
#ifndef MAIL_TEMPLATE_SHELF_H
#define MAIL_TEMPLATE_SHELF_H

#include "daemon/mail/template.h"

#define TEMPLATE_SHELF_FILES_MAX 2000        /* twenty languages */
#define TEMPLATE_SHELF_BYTES_MAX (16U << 20) /* of all of them */

struct template_shelf;

/* Reads the folder. What is wrong with it stands in *complaints_r, a line each: such a file stays
 * as `before` (may be NULL, is borrowed) had it; where that had none, nothing that needs it can be
 * rendered. */
struct template_shelf *template_shelf_new(const char *folder, const struct template_shelf *before,
    struct buf *complaints_r);
void template_shelf_free(struct template_shelf *shelf);

/* Whether there is any template of that language; where not, that stands in *complaints_r: mails
 * would be in English, and nobody would know why. */
bool template_shelf_speaks(const struct template_shelf *shelf, const char *language,
    struct buf *complaints_r);
/* `name` is "en/confirm.txt". */
bool template_shelf_has(const struct template_shelf *shelf, const char *name);
/* As template_render_file() has it; one that is not there is an error. */
int template_shelf_render(const struct template_shelf *shelf, const char *name, json_t *values,
    struct buf *out, struct err *err);
/* The table of a part, borrowed; NULL: it has none. */
json_t *template_shelf_phrases(const struct template_shelf *shelf, const char *part);

#endif
