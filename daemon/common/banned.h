/* SPDX-License-Identifier: MIT
 * Functions that do not compile here, because each has a safe relative in this folder.
 * The build includes this file before everything else in our own sources (-include), after
 * the system headers it names, so that only our calls are caught. */
#ifndef COMMON_BANNED_H
#define COMMON_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#define strcpy(d, s) banned_function_strcpy_use_buf
#undef strcat
#define strcat(d, s) banned_function_strcat_use_buf
#undef strncpy
#define strncpy(d, s, n) banned_function_strncpy_use_buf
#undef strncat
#define strncat(d, s, n) banned_function_strncat_use_buf
#undef sprintf
#define sprintf(...) banned_function_sprintf_use_buf
#undef vsprintf
#define vsprintf(...) banned_function_vsprintf_use_buf
#undef strtok
#define strtok(s, d) banned_function_strtok_use_slice
#undef gets
#define gets(s) banned_function_gets
#undef atoi
#define atoi(s) banned_function_atoi_use_num
#undef atol
#define atol(s) banned_function_atol_use_num
#undef gmtime
#define gmtime(t) banned_function_gmtime_use_gmtime_r
#undef localtime
#define localtime(t) banned_function_localtime_use_zone
#undef rand
#define rand() banned_function_rand_use_hash_random

#endif
