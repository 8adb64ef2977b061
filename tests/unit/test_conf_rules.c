/* SPDX-License-Identifier: MIT
 * What several keys of dpupd.conf mean together, one group after the other. */
#include "daemon/common/conf_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "tests/unit/conf_fixture.h"

static const struct {
	const char *identity, *error; /* NULL: it is right */
} identities[] = {
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"c@b.nz\"; postal = \"p\";", NULL },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"c@b.nz\";",
	    "identity.postal is missing" },
	{ "organisation = \"a\"; address = \"a@b\"; human = \"c@b.nz\"; postal = \"p\";",
	    "identity.address has no usable domain" },
	{ "organisation = \"a\"; address = \"a b@b.nz\"; human = \"c@b.nz\"; postal = \"p\";",
	    "identity.address is not an email address" },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"A@B.nz\"; postal = \"p\";",
	    "would come back to it" },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"a+team@b.nz\"; postal = \"p\";",
	    "would come back to it" },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"a+team@b.nz\"; postal = \"p\"; "
	  "delimiter = \"-\";",
	    NULL },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"c@b.nz\"; postal = \"p\"; "
	  "former_addresses = [ \"d@e.nz\" ];",
	    NULL },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"D@e.nz\"; postal = \"p\"; "
	  "former_addresses = [ \"x@e.nz\", \"d@e.nz\" ];",
	    "is one of identity.former_addresses" },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"d+team@e.nz\"; postal = \"p\"; "
	  "former_addresses = [ \"d@e.nz\" ];",
	    "is one of identity.former_addresses" },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"ab@b.nz\"; postal = \"p\"; "
	  "website = \"http://b.nz\";",
	    "identity.website is not a web address" },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"ab@b.nz\"; postal = \"p\"; "
	  "website = \"https://b.nz/x\";",
	    NULL },
	{ "organisation = \"a\"; address = \"a@b.nz\"; human = \"ab@b.nz\"; postal = \"p\"; "
	  "delimiter = \"++\";",
	    "identity.delimiter is \"++\"; it may be one of: + - = _ # none" },
};

static void test_identity(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(identities); i++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_printf(&text, "identity = { %s };\n", identities[i].identity);
		load_text(&l, text.p);
		if (identities[i].error == NULL ?
		        l.rc != 0 :
		        strstr(l.report.errors.p, identities[i].error) == NULL)
			fail_msg("%s\nexpected: %s\ngot: %s", identities[i].identity,
			    identities[i].error, l.report.errors.p);
		load_release(&l);
		buf_release(&text);
	}
}

static const struct {
	const char *web, *error, *warning; /* NULL: it is right; "": no warning */
	bool is_local;
} webs[] = {
	{ "listen = \"8080\";", NULL, "", true },
	{ "listen = \"127.0.0.1:1\"; base_url = \"https://a.nz/x\";", NULL, "", true },
	{ "listen = \"[::1]:65535\";", NULL, "", true },
	{ "listen = \"0.0.0.0:8080\";", NULL, "without encryption", false },
	{ "listen = \"[::]:8080\";", NULL, "without encryption", false },
	{ "listen = \"127.0.0.1:8080\"; per_address = 1; connections = 8;", NULL, "", true },
	{ "listen = \"0\";", "is nothing to listen on", "", false },
	{ "listen = \"65536\";", "is nothing to listen on", "", false },
	{ "listen = \"a.nz:80\";", "is nothing to listen on", "", false },
	{ "listen = \"127.0.0.1\";", "is nothing to listen on", "", false },
	{ "listen = \"::1:80\";", "is nothing to listen on", "", false },
	{ "listen = \"[127.0.0.1]:80\";", "is nothing to listen on", "", false },
	{ "listen = \"8080\"; connections = 7;", "it may be 8 to 1000", "", false },
	{ "listen = \"8080\"; connections = 1001;", "it may be 8 to 1000", "", false },
	{ "listen = \"8080\"; per_address = 0;", "it may be 1 to 1000", "", false },
	{ "listen = \"8080\"; base_url = \"http://a.nz\";", "is not a web address", "", false },
	{ "listen = \"8080\"; base_url = \"https://a.nz/\";", "must not end in /", "", false },
	{ "listen = \"8080\"; base_url = \"https://a.nz?x\";", "base_url", "", false },
	{ "base_url = \"https://a.nz\";", "nobody serves", "", false },
	{ "listen = \"8080\"; metrics_listen = \"9187\";", NULL, "", true },
	{ "listen = \"8080\"; metrics_listen = \"[::1]:9187\";", NULL, "", true },
	{ "listen = \"8080\"; metrics_listen = \"127.9.9.9:65535\";", NULL, "", true },
	{ "listen = \"8080\"; metrics_listen = \"8080\";", "the same as web.listen", "", false },
	{ "metrics_listen = \"0.0.0.0:9187\";", "for this machine only", "", false },
	{ "metrics_listen = \"[::]:9187\";", "for this machine only", "", false },
	{ "metrics_listen = \"192.0.2.1:9187\";", "for this machine only", "", false },
	{ "metrics_listen = \"65536\";", "is nothing to listen on", "", false },
	{ "listen = \"8080\"; tls_cert = \"/a.pem\";", "needs a tls_key_file", "", false },
	{ "listen = \"8080\"; tls_key_file = \"/a.pem\";", "needs a tls_key_file", "", false },
};

static void test_web(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(webs); i++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_printf(&text, IDENTITY "web = { %s };\n", webs[i].web);
		load_text(&l, text.p);
		if (webs[i].error == NULL ? l.rc != 0 :
		                            strstr(l.report.errors.p, webs[i].error) == NULL)
			fail_msg("%s\nexpected: %s\ngot: %s", webs[i].web, webs[i].error,
			    l.report.errors.p);
		if (webs[i].error == NULL) {
			assert_int_equal(conf_web_is_local(&l.conf), webs[i].is_local);
			assert_non_null(strstr(l.report.warnings.p, webs[i].warning));
		}
		load_release(&l);
		buf_release(&text);
	}
}

static void test_oauth2(void **state)
{
	static const struct {
		const char *relay, *error; /* NULL: it can be used */
	} cases[] = {
		{ "user = \"u\"; oauth2 = { command = \"get-token\"; };", NULL },
		{ "user = \"u\"; oauth2 = { token_url = \"https://t.example/x\"; client_id = \"c\";"
		  " client_secret_file = \"/none\"; };",
		    NULL },
		{ "user = \"u\"; oauth2 = { token_url = \"https://t.example:8443/x\"; client_id = \"c\";"
		  " refresh_token_file = \"/none\"; };",
		    NULL },
		{ "oauth2 = { command = \"x\"; };", "user is missing beside oauth2" },
		{ "user = \"u\"; oauth2 = { command = \"x\"; scope = \"y\"; };",
		    "oauth2 has a command" },
		{ "user = \"u\"; oauth2 = { client_id = \"x\"; };", "oauth2 needs a token_url" },
		{ "user = \"u\"; oauth2 = { token_url = \"https://t.example/\"; client_id = \"c\"; };",
		    "oauth2 needs a client_secret_file" },
		{ "user = \"u\"; oauth2 = { token_url = \"http://t.example/\"; };",
		    "it begins with https://" },
		{ "user = \"u\"; oauth2 = { token_url = \"https://u:p@t.example/\"; };",
		    "has no user in it" },
		{ "user = \"u\"; oauth2 = { token_url = \"https://t.example:0/\"; };",
		    "has a port" },
		{ "user = \"u\"; oauth2 = { client_secret = \"x\"; };",
		    "put the secret into a file of its own" },
		{ "user = \"u\"; password_file = \"/none\"; oauth2 = { command = \"x\"; };",
		    "oauth2 and a password" },
		{ "user = \"u\"; auth = \"PLAIN\"; oauth2 = { command = \"x\"; };",
		    "auth must be XOAUTH2" },
		{ "certificate_key_file = \"/none\";", "certificate_file is missing" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_printf(&text, "%srelays = ( { url = \"smtps://b.nz\"; %s } );\n", IDENTITY,
		    cases[i].relay);
		load_text(&l, text.p);
		if (cases[i].error == NULL && l.report.errors.n > 0)
			fail_msg("%s: %s", cases[i].relay, l.report.errors.p);
		if (cases[i].error != NULL && strstr(l.report.errors.p, cases[i].error) == NULL)
			fail_msg("%s: %s", cases[i].relay, l.report.errors.p);
		load_release(&l);
		buf_release(&text);
	}
}

static void test_domains(void **state)
{
	static const struct {
		const char *text, *error; /* NULL: it can be used */
	} cases[] = {
		{ "{ domains = \"outlook.com hotmail.com\"; per_minute = 1; connections = 1; }",
		    NULL },
		{ "{ domains = \"outlook.com\"; per_minute = 60000; connections = 512; }", NULL },
		{ "{ domains = \"outlook.com\"; per_minute = 60001; }", "it may be 1 to 60000" },
		{ "{ domains = \"outlook.com\"; per_minute = 0; }", "it may be 1 to 60000" },
		{ "{ domains = \"outlook.com\"; per_minute = 1; connections = 513; }",
		    "it may be 1 to 512" },
		{ "{ domains = \"outlook.com\"; }", "domains.per_minute is missing" },
		{ "{ domains = \"outlook, hotmail\"; per_minute = 1; }", "is no list of domains" },
		{ "{ domains = \"a.nz\"; per_minute = 1; }, { domains = \"b.nz A.nz\"; per_minute = 1; }",
		    "stands in another group" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf text = BUF_INIT;
		struct load l;

		buf_printf(&text, "%sdomains = ( %s );\n", IDENTITY, cases[i].text);
		load_text(&l, text.p);
		if ((cases[i].error == NULL && l.report.errors.n > 0) ||
		    (cases[i].error != NULL && strstr(l.report.errors.p, cases[i].error) == NULL))
			fail_msg("%s: %s", cases[i].text, l.report.errors.p);
		load_release(&l);
		buf_release(&text);
	}
}

static void test_secrets(void **state)
{
	struct buf text = BUF_INIT;
	char path[128];
	struct load l;

	(void)state;
	(void)snprintf(path, sizeof path, "%s/pw", load_folder);
	load_write(path, "x\n", 2, 0644);
	buf_text(&text, IDENTITY RELAY("user = \"u\";\npassword_file = \"pw\";"));
	load_text(&l, text.p);
	assert_non_null(strstr(l.report.errors.p, ":4: password_file can be read by everybody"));
	load_release(&l);
	assert_int_equal(chmod(path, 0640), 0);
	load_text(&l, text.p);
	assert_string_equal(l.report.errors.p, "");
	load_release(&l);
	assert_int_equal(unlink(path), 0);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_web),
		cmocka_unit_test(test_oauth2),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_secrets),
	};

	return cmocka_run_group_tests(tests, load_make_folder, load_remove_folder);
}
