/* SPDX-License-Identifier: MIT
 * What notices say, and what somebody says in one: a sentence more is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "daemon/mail/notice.h"

static const char *const names[] = { "more", "nothing", "only" };

static void expect(const char *const *texts, size_t count, enum notice_said said)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		enum notice_said actual = notice_read(slice_of(texts[i]));

		if (actual != said) {
			print_message("# \"%s\": %s, expected %s\n", texts[i], names[actual],
			    names[said]);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* What honest people write under "Annual leave" and "Out of office". */
static void test_read(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"You shared my address with my ex-husband. I am frightened. My number is 021 555 123.",
		"I make a complaint under the Privacy Act about your agency.",
		"I do not consent to your holding my data. Take this as notice.",
		"I am away until Monday. There was a breach here and the files of our clients are public. It is urgent.",
		"I am out of the office until 5 January. My data was given to the police by you, which I never agreed to.",
		"I am on annual leave until 4 May. No.",
		"I am on annual leave until 4 May. Yes.",
		"I am on leave that day, my apologies.",
		"I am on leave until Monday and will not come.",
		"I am on leave because of what your staff did to me.",
		"Thank you for your email. I am on leave until Monday. Bob Smith hit me.",
		"Thank you for your email. I am out of the office. I never asked for it.",
		"Please ring me on 021 555 123.",
		"Urgent! Please call me on 021 555 123.",
		"Please contact my lawyer, Jane Smith.",
		"I will contact the Privacy Commissioner.",
		"I am away and will contact the Privacy Commissioner on Monday.",
		"I am on leave until 4 May. Remove me.",
		"I am on leave until 4 May, when is the hui?",
		"I am on sick leave. It is your fault.",
		"I am on maternity leave until July. My address is now 12 Main Street, nobody may have the old one.",
		"I no longer work here. I was dismissed because of your report.",
		"I am away until Monday.\n\nKind regards\nAmy\n\nP.S. please take this as my complaint.",
		"I am away until Monday.\n\nKind regards\nAmy | Please remove me from the list",
		"I am away until Monday.\n\nThanks\nI want to complain.",
		"I am away until Monday.\n\nThanks\nYou Told Him My Address",
		"I AM AWAY. BOB HIT JANE. PLEASE CONTACT SAM.",
		"Please contact Sam.",
		"Kei waho au. Kua tukuna e koutou aku korero ki taku hoa tane.",
		"Ich bin bis Montag nicht im Buro. Sie haben meine Daten der Polizei gegeben.",
		"Je suis absent jusqu'au 4 mai. Vous avez donne mes donnees a mon mari.",
		"Estoy fuera de la oficina. No quiero recibir mas correos.",
		"I am on leave until 4 May. Jane Doe died.",
		"I have left Bob Smith.",
		"I no longer work here. My new address is bob@new.example.",
		"I no longer work here. Please use bob@new.example.",
		"I am off sick. Please send all emails to jane@x.example.",
		"Leave",
		"Leave me",
		"I am on leave until 4 May. Leave.",
		"I am on leave until 4 May. The link in your mail is broken.",
		"I am on leave until 4 May. A colleague starts in my place on Monday.",
	};
	/* clang-format on */

	(void)state;
	expect(texts, sizeof texts / sizeof texts[0], NOTICE_MORE);
}

/* As programs send them, and as people set them up. */
static void test_notices(void **state)
{
	/* clang-format off */
	static const char *const texts[] = {
		"Thank you for your email. I am out of the office until 5 January 2027 with limited access to email. "
		"For urgent matters please contact Sam on 04 123 4567.",
		"I no longer work here. Thank you for your email. Your message will not be forwarded; please email Sam.",
		"Thank you for your email. I no longer work at the agency. This mailbox is not monitored. For urgent matters please contact Sam.",
		"T\xc4\x93n\xc4\x81 koe. I am on annual leave. Please contact Tama if it is\nurgent.",
		"I am on leave until Monday.",
		"I am away. Please call me on 021 123 456 if it is urgent.",
		"Kia ora\n\nI am currently on annual leave, returning on Tuesday 6 January. I will have limited access to my email during this time.\n\n"
		"If your matter is urgent, please contact Tama Hohepa (tama@harbour.example.nz, 04 123 4567).\n\nNg\xc4\x81 mihi\nAroha",
		"Hi,\n\nI'm out of the office and will be back on Monday 12 January. I will respond to your message when I return.\n\nKind regards,\nAmy Rata\n"
		"Senior Adviser | Te Puna Trust\nPhone 04 555 1234",
		"Hello. I am on parental leave until July 2027. Please direct any enquiries to our reception at info@tepuna.example.",
		"I do not work on Fridays. If it is urgent please contact the duty manager on 0800 123 456.",
		"Amy Rata is out of the office. (returning 05/01/2027)",
		"I am on annual leave from 1 to 12 December. In my absence please email policy@agency.example.\n\nThanks\nBob",
		"Your request has been received and a ticket has been created. Your ticket number is 4711. Please do not reply to this email.",
		"Thank you for contacting Te Puna Trust. We have received your enquiry and will get back to you within 3 working days.\n\nReference: 4711",
		"This is an automated response. A member of our team will be in touch shortly.",
		"We aim to respond within two business days. This mailbox is not monitored over the Christmas break.",
		"Kei waho au. T\xc4\x93n\xc4\x81 koe.",
		"T\xc4\x93n\xc4\x81 koe. Kei te hararei au, \xc4\x81 te 12 o Kohit\xc4\x81tea ka hoki mai au. Whakap\xc4\x81 atu ki a Tama mehemea he take ohotata.",
		"Ich bin bis zum 5.1.2027 nicht im B\xc3\xbcro.",
		"Vielen Dank f\xc3\xbcr Ihre Nachricht. Ich bin bis einschlie\xc3\x9flich 4. Mai im Urlaub. In dringenden F\xc3\xa4llen wenden Sie sich bitte an "
		"Frau Meier (meier@firma.example).\n\nMit freundlichen Gr\xc3\xbc\xc3\x9f" "en\nJan Huber",
		"Bonjour, je suis absent jusqu'au 4 mai. En cas d'urgence, veuillez contacter Marie Dupont au 01 23 45 67 89. Cordialement",
		"Gracias por su mensaje. Estoy de vacaciones hasta el 4 de mayo. Para asuntos urgentes, puede contactar con Ana Ruiz.",
		"Obrigado pelo seu e-mail. Estou de f\xc3\xa9rias at\xc3\xa9 4 de maio. Em caso de urg\xc3\xaancia, por favor contacte Rui Silva.",
		"Grazie per la sua e-mail. Sono in ferie fino al 4 maggio. Per urgenze contattare Anna Bianchi.",
		"Bedankt voor uw e-mail. Ik ben op vakantie tot en met 4 mei. Voor dringende zaken neem dan contact op met Jan de Vries.",
		"Tack f\xc3\xb6r ditt mejl. Jag \xc3\xa4r p\xc3\xa5 semester till den 4 maj. Kontakta Lars vid br\xc3\xa5" "dskande \xc3\xa4renden.",
		"Takk for din e-post. Jeg er p\xc3\xa5 ferie og er tilbake mandag. Vennligst kontakt Lars hvis det haster.",
		"Dzi\xc4\x99kuj\xc4\x99 za wiadomo\xc5\x9b\xc4\x87. Jestem na urlopie do 4 maja. W pilnych sprawach prosz\xc4\x99 o kontakt z Anna Nowak.",
		"I am travelling with intermittent access to email. There may be a delay in my response.",
		"I have left the organisation. For all enquiries please contact reception@tepuna.example.",
		"I'm on sick leave. Please contact my manager Jane Smith (jane@x.example) for urgent matters.",
		"I am away from my desk. Apologies for any delay.",
	};
	/* clang-format on */

	(void)state;
	expect(texts, sizeof texts / sizeof texts[0], NOTICE_ONLY);
}

static void test_nothing(void **state)
{
	static const char *const texts[] = { "", "Thanks", "Kia ora", "Hi Bob", "Kind regards\nAmy",
		"I will reply when I return on Monday." };

	(void)state;
	expect(texts, sizeof texts / sizeof texts[0], NOTICE_NOTHING);
}

/* Whatever it is cut to: never more than a notice was, and nothing is read beyond its end. */
static void test_cut(void **state)
{
	static const char text[] =
	    "T\xc4\x93n\xc4\x81 koe, I am on annual leave until 4 May.\n\nPlease contact Tama "
	    "(tama@x.example) if it is urgent?\n-- \nAmy | +64 4 1";

	(void)state;
	for (size_t n = 0; n < sizeof text; n++) {
		char *copy = malloc(n > 0 ? n : 1);

		assert_non_null(copy);
		memcpy(copy, text, n);
		(void)notice_read(slice_make(copy, n)); /* must come to an end */
		free(copy);
	}
	assert_int_equal(notice_read(slice_make(text, sizeof text - 1)), NOTICE_MORE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_notices),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
