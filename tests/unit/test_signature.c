/* SPDX-License-Identifier: MIT
 * How Aroha Secret of Te Puna signs, and what she writes that is no signature. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/signature.h"

#define TIP "Use the guide."

/* What stands above, and what of the name is left in that. */
static const struct {
	const char *text, *above;
	enum signature_left left;
} cases[] = {
	{ TIP, TIP, SIGNATURE_NONE },
	{ TIP "\n\nRegards from Aroha at Te Puna", TIP, SIGNATURE_NONE },
	{ TIP "\n\n- Aroha Secret, Te Puna Trust", TIP, SIGNATURE_NONE },
	{ TIP "\n\nAroha Secret, Te Puna Trust", TIP, SIGNATURE_NONE },
	{ TIP "\n\naroha secret", TIP, SIGNATURE_NONE },
	{ TIP "\n\nFrom Aroha Secret", TIP, SIGNATURE_NONE },
	{ TIP "\n\nAroha.", TIP, SIGNATURE_NONE },
	{ TIP "\nAroha S.", TIP, SIGNATURE_NONE },
	{ TIP "\n\n\xc4\x80roha Secret (she/her)", TIP, SIGNATURE_NONE },
	{ TIP "\n\nN\xc4\x81ku noa, n\xc4\x81 Aroha Secret", TIP, SIGNATURE_NONE },
	{ TIP "\n\nAll the best, Aroha Secret", TIP, SIGNATURE_NONE },
	{ TIP "\n\nAroha Secret\nManager\nTe Puna Trust, Tauranga\n021 555 019", TIP,
	    SIGNATURE_NONE },
	{ TIP " Cheers, Aroha Secret", TIP, SIGNATURE_NONE },
	{ TIP " Aroha", TIP, SIGNATURE_NONE },
	{ "Use the guide \xe2\x80\x94 Aroha", "Use the guide", SIGNATURE_NONE },
	{ TIP "\n\nDr. Aroha Secret, Manager: Te Puna", TIP, SIGNATURE_NONE },
	{ TIP "\n\n\xe2\x80\x94 Aroha Secret", TIP, SIGNATURE_NONE },
	{ TIP "\n\nSent by Aroha Secret's iPhone", TIP, SIGNATURE_NONE },
	{ TIP "\n\nThanks heaps\nAroha", TIP "\n\nThanks heaps", SIGNATURE_NONE },
	{ TIP "\n\nSecret, Aroha", TIP, SIGNATURE_NONE },
	/* It goes on as it is, and that is known. */
	{ "Show aroha.", "Show aroha.", SIGNATURE_PART },
	{ "Ask first.\nAroha means love, show it.", "Ask first.\nAroha means love, show it.",
	    SIGNATURE_PART },
	{ "Keep no secret of it.\nSay why.", "Keep no secret of it.\nSay why.", SIGNATURE_PART },
	{ "Kia ora, Aroha Secret here. Use the guide.",
	    "Kia ora, Aroha Secret here. Use the guide.", SIGNATURE_NAME },
	{ "Ring Aroha Secret at Te Puna", "Ring Aroha Secret at Te Puna", SIGNATURE_NAME },
	{ "As aroha.secret at our place says: ask", "As aroha.secret at our place says: ask",
	    SIGNATURE_NAME },
	/* Somebody else's. */
	{ TIP "\n\nHemi Tau", TIP "\n\nHemi Tau", SIGNATURE_NONE },
	/* A name on top is followed by the tip. */
	{ "Aroha\nAsk first, and write down what people say to you when you do.",
	    "Aroha\nAsk first, and write down what people say to you when you do.",
	    SIGNATURE_PART },
};

static void test_each(void **state)
{
	struct signature_names names = SIGNATURE_NAMES_INIT;

	(void)state;
	signature_names_add(&names, slice_of("Aroha Secret"));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct slice text = slice_of(cases[i].text),
		             above = slice_trim(slice_sub(text, 0, signature_at(&names, text)));

		if (!slice_is(above, cases[i].above))
			fail_msg("%s: %.*s", cases[i].text, SLICE_ARG(above));
		if (signature_left(&names, above) != cases[i].left)
			fail_msg("%s: left %d", cases[i].text, signature_left(&names, above));
	}
	signature_names_release(&names);
}

static void test_names(void **state)
{
	struct signature_names names = SIGNATURE_NAMES_INIT;

	(void)state;
	/* Of whom nothing is known nothing is cut. */
	assert_int_equal(signature_at(&names, slice_of("Ask\n\nMere")), 9);
	signature_names_add(&names, slice_of("Dr Te R. M\xc4\x81ria van der O'Neil"));
	signature_names_add(&names, slice_of("M. Tau7"));
	assert_string_equal(names.parts.p, " maria oneil tau7 ");
	assert_int_equal(signature_at(&names, slice_of("Ask\n\nMaria O'Neil")), 5);
	assert_int_equal(signature_at(&names, slice_of("Ask\nte")), 6);
	signature_names_release(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests_name("signature", tests, NULL, NULL);
}
