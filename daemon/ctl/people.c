/* SPDX-License-Identifier: MIT
 * Which kind of file it is, and what is common to both; see people.h. */
#include "daemon/ctl/people.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/common/xmalloc.h"
#include "daemon/ctl/csv.h"
#include "daemon/ctl/records.h"

#define BOM "\xef\xbb\xbf"
#define CHUNK (1U << 20)

struct people {
	FILE *file;
	struct csv *csv; /* one of them is there */
	struct records *records;
};

static int open_file(const char *path, FILE **file_r, struct err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return err_set(err, ERR_PERM, "cannot read %s: %s", path, strerror(errno));
	if (fstat(fd, &st) < 0 || !S_ISREG(st.st_mode)) {
		(void)close(fd);
		return err_set(err, ERR_PERM,
		    "%s is not a file: it is read more than once, so it cannot be a pipe", path);
	}
	if (st.st_size > PEOPLE_FILE_MAX) {
		(void)close(fd);
		return err_set(err, ERR_PERM, "%s has more than %d MB; bring it in parts", path,
		    (int)(PEOPLE_FILE_MAX >> 20));
	}
	*file_r = fdopen(fd, "rb");
	return *file_r != NULL ?
	    0 :
	    err_set(err, ERR_TEMP, "cannot read %s: %s", path, strerror(errno));
}

/* Looks at the first bytes, and goes to where the text begins. */
static int begin(struct people *p, const char *path, struct err *err)
{
	char head[64];
	size_t n = fread(head, 1, sizeof head, p->file), at = 0;

	if (n >= 2 && (memcmp(head, "\xff\xfe", 2) == 0 || memcmp(head, "\xfe\xff", 2) == 0))
		return err_set(err, ERR_PERM, "%s is in UTF-16; save it as \"CSV UTF-8\"", path);
	if (n >= 4 && memcmp(head, "PK\x03\x04", 4) == 0)
		return err_set(err, ERR_PERM, "%s is a spreadsheet; save it as \"CSV UTF-8\"",
		    path);
	if (n >= 3 && memcmp(head, BOM, 3) == 0)
		at = 3;
	if (fseek(p->file, (long)at, SEEK_SET) < 0)
		return err_set(err, ERR_TEMP, "cannot read %s: %s", path, strerror(errno));
	while (at < n && strchr(" \t\r\n", head[at]) != NULL)
		at++;
	if (at < n && (head[at] == '[' || head[at] == '{'))
		p->records = records_new(p->file);
	else
		p->csv = csv_new(p->file);
	return p->csv != NULL ? csv_header(p->csv, err) : 0;
}

struct people *people_open(const char *path, struct err *err)
{
	struct people *p = xcalloc(1, sizeof *p);

	if (open_file(path, &p->file, err) < 0 || begin(p, path, err) < 0) {
		people_close(p);
		return NULL;
	}
	return p;
}

void people_close(struct people *p)
{
	if (p == NULL)
		return;
	csv_drop(p->csv);
	records_drop(p->records);
	if (p->file != NULL)
		(void)fclose(p->file); /* it was only read */
	free(p);
}

int people_next(struct people *p, struct roster_row *row_r, struct err *err)
{
	memset(row_r, 0, sizeof *row_r);
	err_clear(err);
	return p->csv != NULL ? csv_next(p->csv, row_r, err) : records_next(p->records, row_r, err);
}

const char *people_place_word(const struct people *p)
{
	return p->csv != NULL ? "line" : "record";
}

int people_fingerprint(const char *path, uint8_t hash[HASH_SIZE], struct err *err)
{
	char *chunk = xmalloc(HASH_SIZE + CHUNK);
	FILE *file = NULL;
	size_t n;
	int rc = open_file(path, &file, err);

	/* Each hash covers the one before and the next piece: the file need not fit into memory. */
	memset(hash, 0, HASH_SIZE);
	while (rc == 0 && (n = fread(chunk + HASH_SIZE, 1, CHUNK, file)) > 0) {
		memcpy(chunk, hash, HASH_SIZE);
		hash_sha256(slice_make(chunk, HASH_SIZE + n), hash);
	}
	if (rc == 0 && ferror(file))
		rc = err_set(err, ERR_TEMP, "cannot read %s: %s", path, strerror(errno));
	if (file != NULL)
		(void)fclose(file);
	free(chunk);
	return rc;
}
