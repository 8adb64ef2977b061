/* SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "subscribers/region.h"

static void test_names(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *code;
	} cases[] = {
		{ "Otago", "ota" }, { "otago", "ota" }, { "ŌTĀKOU", "ota" }, { "otakou", "ota" },
		{ "NZ-OTA", "ota" }, { "nz-ota", "ota" }, { "ota", "ota" },
		{ "Manawatu-Whanganui", "mwt" }, { "Manawatū-Whanganui", "mwt" }, { "manawatu wanganui", "mwt" }, { "Manawat\xc5\xab / Whanganui", "mwt" }, { "NZ OTA", "ota" },
		{ "te matau a maui", "hkb" }, { "Hawke`s Bay", "hkb" }, { "\"Otago\"", "ota" }, { "Te Whanganui-a-Tara", "wgn" },
		{ "Manawatu-Wanganui", "mwt" }, { "whanganui", "mwt" },
		{ "Hawke's Bay", "hkb" }, { "Hawke\xe2\x80\x99s Bay", "hkb" }, { "hawkes bay", "hkb" },
		{ "  Te Tai Tokerau ", "ntl" }, { "Chatham Islands", "cit" }, { "R\xc4\x93kohu", "cit" },
		{ "Ta\xcc\x84maki Makaurau", "auk" },	/* decomposed macron */
		{ "Atlantis", NULL }, { "", NULL }, { "NZ-", NULL },
	};
	/* clang-format on */

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct region *r = region_find(slice_of(cases[i].text));

		if (cases[i].code == NULL) {
			assert_null(r);
			continue;
		}
		if (r == NULL)
			fail_msg("%s is not found", cases[i].text);
		assert_string_equal(r->code, cases[i].code);
	}
}

static void test_chatham_has_its_own_clock(void **state)
{
	(void)state;
	assert_string_equal(region_of(slice_of("cit"))->zone, "Pacific/Chatham");
	assert_string_equal(region_of(slice_of("wgn"))->zone, "Pacific/Auckland");
	assert_null(region_of(slice_of("WGN")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_chatham_has_its_own_clock),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
