/* SPDX-License-Identifier: MIT
 * Reasons by what servers say, then by status code. The words come first because codes lie: of
 * the 5.x.x in real bounces only about a third mean that an address is dead. Rules that stand
 * higher win; the order is: what names a cause exactly, before what only says "rejected".
 *
 * A rule is text in small letters; '*' stands for anything in between. Rules follow from how
 * families of mail systems word their replies, so each row should be true of all systems that
 * use its words. */
#include "bounce_reason.h"

#include <string.h>

#include "../common/buf.h"

#define TEXT_MAX 3000	/* of a diagnostic that is looked at */
#define GAP_MAX 200	/* what a '*' may stand for */

enum reason {
	R_USERUNKNOWN, R_HOSTUNKNOWN, R_HASMOVED, R_NOTACCEPT,
	R_MAILBOXFULL, R_SUSPEND, R_FILTERED, R_EXPIRED, R_NETWORKERROR, R_SYSTEMERROR,
	R_SYSTEMFULL, R_MAILERERROR, R_ONHOLD, R_SYNTAXERROR, R_FAILEDSTARTTLS, R_UNDEFINED,
	R_TOOBIG, R_EXCEEDLIMIT, R_CONTENTERROR,
	R_AUTHFAILURE, R_BADREPUTATION, R_BLOCKED, R_SPAM, R_POLICY, R_REJECTED, R_NORELAYING,
	R_REQUIREPTR, R_SECURITY, R_SPEEDING, R_TOOMANYCONN, R_NOTCOMPLIANT, R_VIRUS,
	R_DELIVERED, R_DELAYED,
};

static const struct bounce_reason reasons[] = {
	[R_USERUNKNOWN] = { "userunknown", BOUNCE_HARD },
	[R_HOSTUNKNOWN] = { "hostunknown", BOUNCE_HARD },
	[R_HASMOVED] = { "hasmoved", BOUNCE_HARD },
	[R_NOTACCEPT] = { "notaccept", BOUNCE_HARD },
	[R_MAILBOXFULL] = { "mailboxfull", BOUNCE_SOFT },
	[R_SUSPEND] = { "suspend", BOUNCE_SOFT },
	[R_FILTERED] = { "filtered", BOUNCE_SOFT },
	[R_EXPIRED] = { "expired", BOUNCE_SOFT },
	[R_NETWORKERROR] = { "networkerror", BOUNCE_SOFT },
	[R_SYSTEMERROR] = { "systemerror", BOUNCE_SOFT },
	[R_SYSTEMFULL] = { "systemfull", BOUNCE_SOFT },
	[R_MAILERERROR] = { "mailererror", BOUNCE_SOFT },
	[R_ONHOLD] = { "onhold", BOUNCE_SOFT },
	[R_SYNTAXERROR] = { "syntaxerror", BOUNCE_SOFT },
	[R_FAILEDSTARTTLS] = { "failedstarttls", BOUNCE_SOFT },
	[R_UNDEFINED] = { "undefined", BOUNCE_SOFT },
	[R_TOOBIG] = { "mesgtoobig", BOUNCE_MESSAGE },
	[R_EXCEEDLIMIT] = { "exceedlimit", BOUNCE_MESSAGE },
	[R_CONTENTERROR] = { "contenterror", BOUNCE_MESSAGE },
	[R_AUTHFAILURE] = { "authfailure", BOUNCE_SENDER },
	[R_BADREPUTATION] = { "badreputation", BOUNCE_SENDER },
	[R_BLOCKED] = { "blocked", BOUNCE_SENDER },
	[R_SPAM] = { "spamdetected", BOUNCE_SENDER },
	[R_POLICY] = { "policyviolation", BOUNCE_SENDER },
	[R_REJECTED] = { "rejected", BOUNCE_SENDER },
	[R_NORELAYING] = { "norelaying", BOUNCE_SENDER },
	[R_REQUIREPTR] = { "requireptr", BOUNCE_SENDER },
	[R_SECURITY] = { "securityerror", BOUNCE_SENDER },
	[R_SPEEDING] = { "speeding", BOUNCE_SENDER },
	[R_TOOMANYCONN] = { "toomanyconn", BOUNCE_SENDER },
	[R_NOTCOMPLIANT] = { "notcompliantrfc", BOUNCE_SENDER },
	[R_VIRUS] = { "virusdetected", BOUNCE_SENDER },
	[R_DELIVERED] = { "delivered", BOUNCE_NONE },
	[R_DELAYED] = { "delayed", BOUNCE_NONE },
};

struct rule {
	enum reason reason;
	const char *text;
};

static const struct rule rules[] = {
	/* --- the mailbox is full --- */
	{ R_MAILBOXFULL, "mailbox full" },
	{ R_MAILBOXFULL, "mailbox is full" },
	{ R_MAILBOXFULL, "mailbox has exceeded" },
	{ R_MAILBOXFULL, "mailbox exceeded" },
	{ R_MAILBOXFULL, "mailbox exceeds" },
	{ R_MAILBOXFULL, "mailbox quota" },
	{ R_MAILBOXFULL, "mailbox size limit" },
	{ R_MAILBOXFULL, "mailbox over quota" },
	{ R_MAILBOXFULL, "mailfolder is full" },
	{ R_MAILBOXFULL, "maildir over quota" },
	{ R_MAILBOXFULL, "maildir delivery failed: *quota" },
	{ R_MAILBOXFULL, "maildir delivery failed: *disk" },
	{ R_MAILBOXFULL, "inbox is full" },
	{ R_MAILBOXFULL, "inbox full" },
	{ R_MAILBOXFULL, "account is full" },
	{ R_MAILBOXFULL, "account is over quota" },
	{ R_MAILBOXFULL, "account is overquota" },
	{ R_MAILBOXFULL, "account over quota" },
	{ R_MAILBOXFULL, "account is temporarily over quota" },
	{ R_MAILBOXFULL, "user is overquota" },
	{ R_MAILBOXFULL, "user is over quota" },
	{ R_MAILBOXFULL, "user over quota" },
	{ R_MAILBOXFULL, "user overquota" },
	{ R_MAILBOXFULL, "user's mailbox is full" },
	{ R_MAILBOXFULL, "user has too many messages" },
	{ R_MAILBOXFULL, "user has exceeded" },
	{ R_MAILBOXFULL, "user has exhausted" },
	{ R_MAILBOXFULL, "recipient is over quota" },
	{ R_MAILBOXFULL, "recipient over quota" },
	{ R_MAILBOXFULL, "recipient reached disk quota" },
	{ R_MAILBOXFULL, "recipient's mailbox exceeded" },
	{ R_MAILBOXFULL, "recipient's mailbox is full" },
	{ R_MAILBOXFULL, "messages in recipient's mailbox exceeded" },
	{ R_MAILBOXFULL, "recipient storage full" },
	{ R_MAILBOXFULL, "exceeded storage allocation" },
	{ R_MAILBOXFULL, "exceeded * storage quota" },
	{ R_MAILBOXFULL, "exceeded * quota" },
	{ R_MAILBOXFULL, "exceeds * quota" },
	{ R_MAILBOXFULL, "exceeding quota" },
	{ R_MAILBOXFULL, "exceeds allowed quota" },
	{ R_MAILBOXFULL, "exceed the quota" },
	{ R_MAILBOXFULL, "exceed mailbox quota" },
	{ R_MAILBOXFULL, "exceeded email quota" },
	{ R_MAILBOXFULL, "over quota" },
	{ R_MAILBOXFULL, "overquota" },
	{ R_MAILBOXFULL, "over the quota" },
	{ R_MAILBOXFULL, "over disk quota" },
	{ R_MAILBOXFULL, "over the maximum allowed mailbox size" },
	{ R_MAILBOXFULL, "over the allowed quota" },
	{ R_MAILBOXFULL, "out of quota" },
	{ R_MAILBOXFULL, "out of storage" },
	{ R_MAILBOXFULL, "quota exceeded" },
	{ R_MAILBOXFULL, "quota exceed" },
	{ R_MAILBOXFULL, "quota violation" },
	{ R_MAILBOXFULL, "quota_exceeded" },
	{ R_MAILBOXFULL, "quotaexceeded" },
	{ R_MAILBOXFULL, "quota for this mailbox" },
	{ R_MAILBOXFULL, "disk quota" },
	{ R_MAILBOXFULL, "quota is full" },
	{ R_MAILBOXFULL, "not enough storage space in" },
	{ R_MAILBOXFULL, "insufficient * in * mailbox" },
	{ R_MAILBOXFULL, "no space left in *mailbox" },
	{ R_MAILBOXFULL, "message(s) in the mailbox exceed" },
	{ R_MAILBOXFULL, "too much mail data" },
	{ R_MAILBOXFULL, "would exceed * quota" },
	{ R_MAILBOXFULL, "would exceed * limit for * mailbox" },
	{ R_MAILBOXFULL, "exceeded its storage" },
	{ R_MAILBOXFULL, "storage limit" },
	{ R_MAILBOXFULL, "memory is full" },
	{ R_MAILBOXFULL, "delivery failed: *exceeded disk space" },

	/* --- the message is too large --- */
	{ R_TOOBIG, "message too big" },
	{ R_TOOBIG, "message too large" },
	{ R_TOOBIG, "message is too big" },
	{ R_TOOBIG, "message is too large" },
	{ R_TOOBIG, "message size exceeds" },
	{ R_TOOBIG, "message size exceed" },
	{ R_TOOBIG, "message size * limit" },
	{ R_TOOBIG, "message exceeds * size" },
	{ R_TOOBIG, "message file too big" },
	{ R_TOOBIG, "message length exceeds" },
	{ R_TOOBIG, "messages exceeds the" },
	{ R_TOOBIG, "message data size exceeds" },
	{ R_TOOBIG, "max message size" },
	{ R_TOOBIG, "maximum message size" },
	{ R_TOOBIG, "exceeds maximum size" },
	{ R_TOOBIG, "exceeded maximum inbound message size" },
	{ R_TOOBIG, "size limit exceeded" },
	{ R_TOOBIG, "mail is too large" },
	{ R_TOOBIG, "mail size exceeds" },
	{ R_TOOBIG, "size of message exceeds" },
	{ R_TOOBIG, "message was too large" },
	{ R_TOOBIG, "line limit exceeded" },
	{ R_TOOBIG, "exceeds the *size limit" },
	{ R_TOOBIG, "larger than the * limit" },
	{ R_TOOBIG, "resolver.rst.sendsizelimit" },
	{ R_TOOBIG, "resolver.rst.recipsizelimit" },
	{ R_TOOBIG, "sizelimit" },
	{ R_EXCEEDLIMIT, "message header size exceeds" },
	{ R_EXCEEDLIMIT, "message too large for this recipient" },
	{ R_EXCEEDLIMIT, "length exceeds administrative limit" },
	{ R_EXCEEDLIMIT, "exceeds administrative limit" },

	/* --- authentication of ours --- */
	{ R_AUTHFAILURE, "dmarc" },
	{ R_AUTHFAILURE, "spf check" },
	{ R_AUTHFAILURE, "spf fail" },
	{ R_AUTHFAILURE, "spf: fail" },
	{ R_AUTHFAILURE, "spf hard fail" },
	{ R_AUTHFAILURE, "spf record" },
	{ R_AUTHFAILURE, "spf validation" },
	{ R_AUTHFAILURE, "spf (sender policy framework)" },
	{ R_AUTHFAILURE, "sender policy framework" },
	{ R_AUTHFAILURE, "spf settings" },
	{ R_AUTHFAILURE, "failed spf" },
	{ R_AUTHFAILURE, "not pass spf" },
	{ R_AUTHFAILURE, "by spf" },
	{ R_AUTHFAILURE, "openspf" },
	{ R_AUTHFAILURE, "dkim" },
	{ R_AUTHFAILURE, "sender is unauthenticated" },
	{ R_AUTHFAILURE, "is not authenticated" },
	{ R_AUTHFAILURE, "unauthenticated email from" },
	{ R_AUTHFAILURE, "unauthenticated email is not accepted" },
	{ R_AUTHFAILURE, "email rejected per * policy" },
	{ R_AUTHFAILURE, "not authorized to send * on behalf" },
	{ R_AUTHFAILURE, "not authorized to send mail from" },
	{ R_AUTHFAILURE, "not allowed to send mail from" },
	{ R_AUTHFAILURE, "is not a permitted sender" },

	/* --- our address has no name --- */
	{ R_REQUIREPTR, "reverse dns" },
	{ R_REQUIREPTR, "reverse lookup" },
	{ R_REQUIREPTR, "reverse hostname" },
	{ R_REQUIREPTR, "rdns" },
	{ R_REQUIREPTR, "ptr record" },
	{ R_REQUIREPTR, "ptr dns" },
	{ R_REQUIREPTR, "ptr lookup" },
	{ R_REQUIREPTR, "no ptr" },
	{ R_REQUIREPTR, "without a ptr" },
	{ R_REQUIREPTR, "valid ptr" },
	{ R_REQUIREPTR, "missing dns ptr" },
	{ R_REQUIREPTR, "cannot resolve your address" },
	{ R_REQUIREPTR, "cannot find your hostname" },
	{ R_REQUIREPTR, "cannot find your reverse" },
	{ R_REQUIREPTR, "client host rejected: cannot find" },
	{ R_REQUIREPTR, "client address not found in dns" },
	{ R_REQUIREPTR, "unresolvable relay host name" },
	{ R_REQUIREPTR, "ip name lookup failed" },
	{ R_REQUIREPTR, "ip name forged" },
	{ R_REQUIREPTR, "fix reverse dns" },
	{ R_REQUIREPTR, "forward dns entry" },
	{ R_REQUIREPTR, "all mail servers must have" },
	{ R_REQUIREPTR, "your hostname * not resolve" },

	/* --- viruses --- */
	{ R_VIRUS, "virus" },
	{ R_VIRUS, "malware" },
	{ R_VIRUS, "trojan" },
	{ R_VIRUS, "worm detected" },
	{ R_VIRUS, "infected" },
	{ R_VIRUS, "potentially dangerous" },
	{ R_VIRUS, "potentially executable" },
	{ R_VIRUS, "presents a potential security issue" },
	{ R_VIRUS, "its content presents" },

	/* --- reputation and lists of bad hosts --- */
	{ R_BADREPUTATION, "low reputation" },
	{ R_BADREPUTATION, "poor reputation" },
	{ R_BADREPUTATION, "bad reputation" },
	{ R_BADREPUTATION, "reputation score" },
	{ R_BADREPUTATION, "low sending reputation" },
	{ R_BADREPUTATION, "sender reputation" },
	{ R_BADREPUTATION, "ip reputation" },
	{ R_BADREPUTATION, "domain reputation" },
	{ R_BADREPUTATION, "reputation of" },
	{ R_BADREPUTATION, "the_sender's_domain_has_poor_reputation" },
	{ R_BADREPUTATION, "this domain has been blocked" },

	/* --- spam --- */
	{ R_SPAM, "spam message rejected" },
	{ R_SPAM, "spam detected" },
	{ R_SPAM, "spam content" },
	{ R_SPAM, "spam score" },
	{ R_SPAM, "spam email" },
	{ R_SPAM, "spam mail" },
	{ R_SPAM, "spam not accepted" },
	{ R_SPAM, "spam rejected" },
	{ R_SPAM, "spam classification" },
	{ R_SPAM, "spam refused" },
	{ R_SPAM, "spam-like" },
	{ R_SPAM, "is spam" },
	{ R_SPAM, "as spam" },
	{ R_SPAM, "be spam" },
	{ R_SPAM, "this spam" },
	{ R_SPAM, "considered spam" },
	{ R_SPAM, "is considered as spam" },
	{ R_SPAM, "identified * spam" },
	{ R_SPAM, "classified * spam" },
	{ R_SPAM, "detected * spam" },
	{ R_SPAM, "likely * spam" },
	{ R_SPAM, "probable spam" },
	{ R_SPAM, "possible spam" },
	{ R_SPAM, "looks like spam" },
	{ R_SPAM, "resembles spam" },
	{ R_SPAM, "suspected spam" },
	{ R_SPAM, "suspected to be spam" },
	{ R_SPAM, "unsolicited" },
	{ R_SPAM, "content rejected, ube" },
	{ R_SPAM, "spamassassin" },
	{ R_SPAM, "anti-spam" },
	{ R_SPAM, "antispam" },
	{ R_SPAM, "junk mail" },
	{ R_SPAM, "junkmail" },
	{ R_SPAM, "bulk email" },
	{ R_SPAM, "bayesian" },
	{ R_SPAM, "high spam" },
	{ R_SPAM, "rejected as bulk" },
	{ R_SPAM, "spamming" },
	{ R_SPAM, "url in this email" },
	{ R_SPAM, "contains * url" },
	{ R_SPAM, "contains spam" },
	{ R_SPAM, "blacklisted url" },
	{ R_SPAM, "message filtered" },
	{ R_SPAM, "message blocked due to * content" },
	{ R_SPAM, "rejected by content filter" },
	{ R_SPAM, "content filter" },
	{ R_SPAM, "denied by policy: spam" },
	{ R_SPAM, "high probability of spam" },

	/* --- our host is refused --- */
	{ R_BLOCKED, "blocked using" },
	{ R_BLOCKED, "blocked by" },
	{ R_BLOCKED, "blocked for" },
	{ R_BLOCKED, "has been blocked" },
	{ R_BLOCKED, "are blocked" },
	{ R_BLOCKED, "is blocked" },
	{ R_BLOCKED, "was blocked" },
	{ R_BLOCKED, "been banned" },
	{ R_BLOCKED, "banned sending ip" },
	{ R_BLOCKED, "ip banned" },
	{ R_BLOCKED, "on the * blacklist" },
	{ R_BLOCKED, "blacklist" },
	{ R_BLOCKED, "black list" },
	{ R_BLOCKED, "blocklist" },
	{ R_BLOCKED, "block list" },
	{ R_BLOCKED, "block-list" },
	{ R_BLOCKED, "spamhaus" },
	{ R_BLOCKED, "spamcop" },
	{ R_BLOCKED, "sorbs" },
	{ R_BLOCKED, "barracudacentral" },
	{ R_BLOCKED, "dnsbl" },
	{ R_BLOCKED, " rbl" },
	{ R_BLOCKED, "/rbl" },
	{ R_BLOCKED, "dynamic ip" },
	{ R_BLOCKED, "dynamically assigned" },
	{ R_BLOCKED, "dynamic/generic hostname" },
	{ R_BLOCKED, "dialup" },
	{ R_BLOCKED, "dial-up" },
	{ R_BLOCKED, "connection refused by" },
	{ R_BLOCKED, "connection refused from" },
	{ R_BLOCKED, "connection reset by peer because" },
	{ R_BLOCKED, "connection rejected" },
	{ R_BLOCKED, "connection dropped" },
	{ R_BLOCKED, "connections will not be accepted from" },
	{ R_BLOCKED, "connections not accepted" },
	{ R_BLOCKED, "no access from mail server" },
	{ R_BLOCKED, "access denied for ip" },
	{ R_BLOCKED, "access from ip address" },
	{ R_BLOCKED, "client host rejected: abuse" },
	{ R_BLOCKED, "client host rejected" },
	{ R_BLOCKED, "client host * blocked" },
	{ R_BLOCKED, "client host * is not allowed" },
	{ R_BLOCKED, "client ip" },
	{ R_BLOCKED, "your ip" },
	{ R_BLOCKED, "ip/domain reputation" },
	{ R_BLOCKED, "ip address * rejected" },
	{ R_BLOCKED, "your mail server * refused" },
	{ R_BLOCKED, "your server * rejected" },
	{ R_BLOCKED, "your network" },
	{ R_BLOCKED, "mail from your" },
	{ R_BLOCKED, "messages from * weren't sent" },
	{ R_BLOCKED, "not accepting mail from * host" },
	{ R_BLOCKED, "host * refused to talk to me" },
	{ R_BLOCKED, "open relay" },
	{ R_BLOCKED, "helo command rejected" },
	{ R_BLOCKED, "helo/ehlo" },
	{ R_BLOCKED, "bad helo" },
	{ R_BLOCKED, "invalid helo" },
	{ R_BLOCKED, "no relay from * host" },
	{ R_BLOCKED, "unacceptable mail server" },
	{ R_BLOCKED, "we do not accept mail from" },
	{ R_BLOCKED, "we have blocked" },
	{ R_BLOCKED, "go away" },
	{ R_BLOCKED, "hosts with dynamic" },
	{ R_BLOCKED, "use the smtp server of your" },
	{ R_BLOCKED, "server access denied" },
	{ R_BLOCKED, "service not available to your" },

	/* --- too much of us --- */
	{ R_SPEEDING, "rate limit" },
	{ R_SPEEDING, "ratelimit" },
	{ R_SPEEDING, "rate that" },
	{ R_SPEEDING, "rate of mail" },
	{ R_SPEEDING, "unusual rate" },
	{ R_SPEEDING, "sending limit" },
	{ R_SPEEDING, "sent too many" },
	{ R_SPEEDING, "please try slowing down" },
	{ R_SPEEDING, "throttl" },
	{ R_SPEEDING, "excessive message rate" },
	{ R_SPEEDING, "too many emails from" },
	{ R_SPEEDING, "mail sending limit" },
	{ R_TOOMANYCONN, "too many connections" },
	{ R_TOOMANYCONN, "too many smtp sessions" },
	{ R_TOOMANYCONN, "too many concurrent" },
	{ R_TOOMANYCONN, "too many * from this host" },
	{ R_TOOMANYCONN, "connection limit exceeded" },
	{ R_TOOMANYCONN, "all available ips are at maximum connection" },
	{ R_TOOMANYCONN, "exceeds per-domain connection limit" },
	{ R_TOOMANYCONN, "max connections" },
	{ R_TOOMANYCONN, "maximum connections" },
	{ R_TOOMANYCONN, "connection rate limit" },
	{ R_TOOMANYCONN, "domain has exceeded the max" },
	{ R_TOOMANYCONN, "has exceeded * emails per hour" },

	/* --- relaying --- */
	{ R_NORELAYING, "relay access denied" },
	{ R_NORELAYING, "relaying denied" },
	{ R_NORELAYING, "relay denied" },
	{ R_NORELAYING, "no relaying" },
	{ R_NORELAYING, "not relaying" },
	{ R_NORELAYING, "unable to relay" },
	{ R_NORELAYING, "relay not permitted" },
	{ R_NORELAYING, "relaying is prohibited" },
	{ R_NORELAYING, "relaying not permitted" },
	{ R_NORELAYING, "relaying not allowed" },
	{ R_NORELAYING, "relaying mail to" },
	{ R_NORELAYING, "relay is prohibited" },
	{ R_NORELAYING, "relay operation rejected" },
	{ R_NORELAYING, "we don't relay" },
	{ R_NORELAYING, "not permitted to relay" },
	{ R_NORELAYING, "not allowed to relay" },
	{ R_NORELAYING, "that domain isn't in my list of allowed rcpthosts" },
	{ R_NORELAYING, "this system is not configured to relay" },
	{ R_NORELAYING, "insecure mail relay" },
	{ R_NORELAYING, "as a relay" },
	{ R_NORELAYING, "relay command denied" },
	{ R_NORELAYING, "relay not allowed" },
	{ R_NORELAYING, "is not one of our domains" },
	{ R_NORELAYING, "authentication required for relay" },

	/* --- the mailbox is switched off --- */
	{ R_SUSPEND, "account disabled" },
	{ R_SUSPEND, "account is disabled" },
	{ R_SUSPEND, "account has been disabled" },
	{ R_SUSPEND, "account has been suspended" },
	{ R_SUSPEND, "account is suspended" },
	{ R_SUSPEND, "account suspended" },
	{ R_SUSPEND, "account is inactive" },
	{ R_SUSPEND, "account inactive" },
	{ R_SUSPEND, "account is locked" },
	{ R_SUSPEND, "account has been locked" },
	{ R_SUSPEND, "account temporarily" },
	{ R_SUSPEND, "account is temporarily" },
	{ R_SUSPEND, "account is not active" },
	{ R_SUSPEND, "account not active" },
	{ R_SUSPEND, "account is unavailable" },
	{ R_SUSPEND, "account that you tried to reach is disabled" },
	{ R_SUSPEND, "account that you tried to reach is inactive" },
	{ R_SUSPEND, "account closed due to inactivity" },
	{ R_SUSPEND, "email account that you tried to reach is" },
	{ R_SUSPEND, "mailbox disabled" },
	{ R_SUSPEND, "mailbox is disabled" },
	{ R_SUSPEND, "mailbox currently suspended" },
	{ R_SUSPEND, "mailbox is frozen" },
	{ R_SUSPEND, "mailbox suspended" },
	{ R_SUSPEND, "mailbox is inactive" },
	{ R_SUSPEND, "mailbox inactive" },
	{ R_SUSPEND, "mailbox unavailable or access denied" },
	{ R_SUSPEND, "mailbox is not active" },
	{ R_SUSPEND, "mailbox locked" },
	{ R_SUSPEND, "mailbox temporarily" },
	{ R_SUSPEND, "user suspended" },
	{ R_SUSPEND, "user is suspended" },
	{ R_SUSPEND, "user account disabled" },
	{ R_SUSPEND, "user is inactive" },
	{ R_SUSPEND, "user is disabled" },
	{ R_SUSPEND, "user disabled" },
	{ R_SUSPEND, "user's account is" },
	{ R_SUSPEND, "user temporarily * suspended" },
	{ R_SUSPEND, "user is temporarily * disabled" },
	{ R_SUSPEND, "user hasn't entered" },
	{ R_SUSPEND, "user is not active" },
	{ R_SUSPEND, "recipient suspend" },
	{ R_SUSPEND, "recipient disabled" },
	{ R_SUSPEND, "recipient inactive" },
	{ R_SUSPEND, "inactive account" },
	{ R_SUSPEND, "inactive user" },
	{ R_SUSPEND, "disabled account" },
	{ R_SUSPEND, "disabled mailbox" },
	{ R_SUSPEND, "disableduser" },
	{ R_SUSPEND, "email address is suspended" },
	{ R_SUSPEND, "is a deactivated mailbox" },
	{ R_SUSPEND, "deactivated" },
	{ R_SUSPEND, "not login for" },
	{ R_SUSPEND, "no longer on server" },
	{ R_SUSPEND, "dormant" },
	{ R_SUSPEND, "domain is * suspended" },
	{ R_SUSPEND, "boite du destinataire archivee" },
	{ R_SUSPEND, "out of service" },

	/* --- moved --- */
	{ R_HASMOVED, "user has moved" },
	{ R_HASMOVED, "has been replaced by" },
	{ R_HASMOVED, "recipient has moved" },
	{ R_HASMOVED, "has changed address" },
	{ R_HASMOVED, "mailbox has moved" },
	{ R_HASMOVED, "address no longer * use" },
	{ R_HASMOVED, "has left the" },

	/* --- a domain that takes no mail --- */
	{ R_NOTACCEPT, "null mx" },
	{ R_NOTACCEPT, "nullmx" },
	{ R_NOTACCEPT, "does not accept mail" },
	{ R_NOTACCEPT, "domain does not accept" },
	{ R_NOTACCEPT, "host/domain does not accept" },
	{ R_NOTACCEPT, "name server: .: host not found" },
	{ R_NOTACCEPT, "no mx record found for domain" },
	{ R_NOTACCEPT, "smtp protocol returned a permanent error" },
	{ R_NOTACCEPT, "not accepting network messages" },
	{ R_NOTACCEPT, "does not receive email" },
	{ R_NOTACCEPT, "doesn't receive email" },

	/* --- programs behind the mailbox; before "unknown", which they say too --- */
	{ R_MAILERERROR, "procmail" },
	{ R_MAILERERROR, "command died" },
	{ R_MAILERERROR, "command failed" },
	{ R_MAILERERROR, "x-unix; 1" },
	{ R_MAILERERROR, "x-unix; 2" },
	{ R_MAILERERROR, "x-unix; 7" },
	{ R_MAILERERROR, "pipe to |" },
	{ R_MAILERERROR, "exit status" },
	{ R_MAILERERROR, "exit code" },
	{ R_MAILERERROR, "exit-code" },
	{ R_MAILERERROR, "child process returned" },
	{ R_MAILERERROR, "returned exit" },
	{ R_MAILERERROR, "mailer error" },
	{ R_MAILERERROR, "local delivery agent" },
	{ R_MAILERERROR, "maildrop" },

	/* --- filters a subscriber has set; KDDI says "550 : User unknown" without the address for
	 * such, and with it for an address that is none --- */
	{ R_FILTERED, "550 : user unknown" },
	{ R_FILTERED, "550: : user unknown" },
	{ R_FILTERED, "because the recipient is only accepting mail from" },
	{ R_FILTERED, "due to extended inactivity new mail is not currently being accepted" },
	{ R_FILTERED, "recipient has elected not to receive" },
	{ R_FILTERED, "has restricted who can send" },
	{ R_FILTERED, "not accepting messages from" },
	{ R_FILTERED, "user reject the mail" },
	{ R_FILTERED, "user refuses" },
	{ R_FILTERED, "user reject" },
	{ R_FILTERED, "resolver.rst.notauthorized" },
	{ R_FILTERED, "this account is protected by" },
	{ R_FILTERED, "you have been blocked by the recipient" },
	{ R_FILTERED, "ruleoutput" },
	{ R_FILTERED, "account not subscribed" },

	/* --- our envelope sender --- */
	{ R_REJECTED, "sender address rejected" },
	{ R_REJECTED, "sender rejected" },
	{ R_REJECTED, "sender denied" },
	{ R_REJECTED, "sender unknown" },
	{ R_REJECTED, "sender verify" },
	{ R_REJECTED, "sender not verified" },
	{ R_REJECTED, "sender address * does not exist" },
	{ R_REJECTED, "sender domain" },
	{ R_REJECTED, "sender email address" },
	{ R_REJECTED, "sender not allowed" },
	{ R_REJECTED, "sender * is not allowed" },
	{ R_REJECTED, "sender or recipient are not" },
	{ R_REJECTED, "invalid sender" },
	{ R_REJECTED, "backscatter protection detected" },
	{ R_REJECTED, "bad sender" },
	{ R_REJECTED, "unknown sender" },
	{ R_REJECTED, "verify your sender" },
	{ R_REJECTED, "mail from <> is not" },
	{ R_REJECTED, "<> invalid sender" },
	{ R_REJECTED, "null sender" },
	{ R_REJECTED, "empty envelope" },
	{ R_REJECTED, "envelope blocked" },
	{ R_REJECTED, "mail from: * refused" },
	{ R_REJECTED, "domain of sender address" },
	{ R_REJECTED, "domain of sender" },
	{ R_REJECTED, "does not resolve" },
	{ R_REJECTED, "returned mail not accepted" },
	{ R_REJECTED, "purported responsible address" },
	{ R_REJECTED, "your email is not accepted" },
	{ R_REJECTED, "email address is on senderfilterconfig" },
	{ R_REJECTED, "server does not accept mail from" },
	{ R_REJECTED, "server refuse mail from" },
	{ R_REJECTED, "message rejected: email address is not verified" },
	{ R_REJECTED, "unroutable sender" },
	{ R_REJECTED, "reply-to address" },
	{ R_REJECTED, "can't verify sender" },
	{ R_REJECTED, "from header" },

	/* --- not by the standards --- */
	{ R_NOTCOMPLIANT, "rfc 5322 compliant" },
	{ R_NOTCOMPLIANT, "rfc 5322" },
	{ R_NOTCOMPLIANT, "rfc5322" },
	{ R_NOTCOMPLIANT, "rfc 2822" },
	{ R_NOTCOMPLIANT, "not compliant" },
	{ R_NOTCOMPLIANT, "duplicate header" },
	{ R_NOTCOMPLIANT, "multiple * headers" },
	{ R_NOTCOMPLIANT, "missing from header" },
	{ R_NOTCOMPLIANT, "message lacks a" },
	{ R_NOTCOMPLIANT, "missing message-id" },
	{ R_NOTCOMPLIANT, "message without a valid" },
	{ R_CONTENTERROR, "media error" },
	{ R_CONTENTERROR, "message header * not accepted" },
	{ R_CONTENTERROR, "improper use of 8-bit" },
	{ R_CONTENTERROR, "8-bit data" },
	{ R_CONTENTERROR, "8bit * not supported" },
	{ R_CONTENTERROR, "conversion * required" },
	{ R_CONTENTERROR, "charset not supported" },
	{ R_CONTENTERROR, "message mime complexity" },
	{ R_CONTENTERROR, "routing loop detected -- too many received: headers" },
	{ R_CONTENTERROR, "this message contain" },
	{ R_CONTENTERROR, "contains invalid mime" },
	{ R_CONTENTERROR, "malformed mime" },
	{ R_CONTENTERROR, "attachment" },

	/* --- policy --- */
	{ R_POLICY, "policy reason" },
	{ R_POLICY, "policy violation" },
	{ R_POLICY, "policy restriction" },
	{ R_POLICY, "because of policy" },
	{ R_POLICY, "for policy" },
	{ R_POLICY, "by policy" },
	{ R_POLICY, "due to policy" },
	{ R_POLICY, "local policy" },
	{ R_POLICY, "site policy" },
	{ R_POLICY, "security polic" },
	{ R_POLICY, "administrative policy" },
	{ R_POLICY, "administrative prohibition" },
	{ R_POLICY, "administratively" },
	{ R_POLICY, "against our rules" },
	{ R_POLICY, "prohibited by administrator" },
	{ R_POLICY, "violation of" },
	{ R_POLICY, "violates" },
	{ R_POLICY, "host network not allowed" },
	{ R_POLICY, "denied by policy" },
	{ R_POLICY, "message bounced due to organizational settings" },
	{ R_POLICY, "rejected by an anti" },
	{ R_POLICY, "this message was rejected by" },
	{ R_POLICY, "message was rejected by" },
	{ R_POLICY, "message refused" },
	{ R_POLICY, "message not accepted" },
	{ R_POLICY, "we do not accept" },
	{ R_POLICY, "not accept messages" },
	{ R_POLICY, "protocol violation" },
	{ R_POLICY, "contact the * list * owner" },

	/* --- nobody of that name --- */
	{ R_USERUNKNOWN, "user unknown" },
	{ R_USERUNKNOWN, "unknown user" },
	{ R_USERUNKNOWN, "user * unknown" },
	{ R_USERUNKNOWN, "user not found" },
	{ R_USERUNKNOWN, "user is not found" },
	{ R_USERUNKNOWN, "user * not found" },
	{ R_USERUNKNOWN, "user not exist" },
	{ R_USERUNKNOWN, "user not known" },
	{ R_USERUNKNOWN, "user not listed" },
	{ R_USERUNKNOWN, "user * not listed in" },
	{ R_USERUNKNOWN, "user missing" },
	{ R_USERUNKNOWN, "user does not exist" },
	{ R_USERUNKNOWN, "user doesn't exist" },
	{ R_USERUNKNOWN, "user doesn't have" },
	{ R_USERUNKNOWN, "user doesnt have" },
	{ R_USERUNKNOWN, "user * does not exist" },
	{ R_USERUNKNOWN, "user * doesn't exist" },
	{ R_USERUNKNOWN, "user isn't known" },
	{ R_USERUNKNOWN, "user is unknown" },
	{ R_USERUNKNOWN, "user invalid" },
	{ R_USERUNKNOWN, "user * is invalid" },
	{ R_USERUNKNOWN, "user name or" },
	{ R_USERUNKNOWN, "user no longer" },
	{ R_USERUNKNOWN, "user does not have" },
	{ R_USERUNKNOWN, "no such user" },
	{ R_USERUNKNOWN, "no such address" },
	{ R_USERUNKNOWN, "no such mailbox" },
	{ R_USERUNKNOWN, "no such recipient" },
	{ R_USERUNKNOWN, "no such person" },
	{ R_USERUNKNOWN, "no such account" },
	{ R_USERUNKNOWN, "no such email" },
	{ R_USERUNKNOWN, "no such local" },
	{ R_USERUNKNOWN, "no account by that name" },
	{ R_USERUNKNOWN, "no existe" },
	{ R_USERUNKNOWN, "no mail box" },
	{ R_USERUNKNOWN, "no mailbox" },
	{ R_USERUNKNOWN, "no valid recipient" },
	{ R_USERUNKNOWN, "no thank you rejected: account unavailable" },
	{ R_USERUNKNOWN, "no user with that name" },
	{ R_USERUNKNOWN, "no user by that name" },
	{ R_USERUNKNOWN, "there is no user" },
	{ R_USERUNKNOWN, "there is no one here" },
	{ R_USERUNKNOWN, "there is no such" },
	{ R_USERUNKNOWN, "mailbox not found" },
	{ R_USERUNKNOWN, "mailbox not present" },
	{ R_USERUNKNOWN, "mailbox not exist" },
	{ R_USERUNKNOWN, "mailbox does not exist" },
	{ R_USERUNKNOWN, "mailbox doesn't exist" },
	{ R_USERUNKNOWN, "mailbox * does not exist" },
	{ R_USERUNKNOWN, "mailbox invalid" },
	{ R_USERUNKNOWN, "mailbox unknown" },
	{ R_USERUNKNOWN, "mailbox unavailable" },
	{ R_USERUNKNOWN, "mailbox is unavailable" },
	{ R_USERUNKNOWN, "mailbox not available" },
	{ R_USERUNKNOWN, "mailbox name not allowed" },
	{ R_USERUNKNOWN, "invalid mailbox" },
	{ R_USERUNKNOWN, "unknown mailbox" },
	{ R_USERUNKNOWN, "recipient not found" },
	{ R_USERUNKNOWN, "recipient * not found" },
	{ R_USERUNKNOWN, "recipient not exist" },
	{ R_USERUNKNOWN, "recipient does not exist" },
	{ R_USERUNKNOWN, "recipient doesn't exist" },
	{ R_USERUNKNOWN, "recipient * does not exist" },
	{ R_USERUNKNOWN, "recipient unknown" },
	{ R_USERUNKNOWN, "recipient is unknown" },
	{ R_USERUNKNOWN, "recipient is not local" },
	{ R_USERUNKNOWN, "recipient is not exist" },
	{ R_USERUNKNOWN, "recipient refused" },
	{ R_USERUNKNOWN, "recipient invalid" },
	{ R_USERUNKNOWN, "recipient no longer" },
	{ R_USERUNKNOWN, "recipient unavailable" },
	{ R_USERUNKNOWN, "recipient rejected" },
	{ R_USERUNKNOWN, "recipient address rejected: unknown" },
	{ R_USERUNKNOWN, "recipient address rejected: invalid" },
	{ R_USERUNKNOWN, "recipient address rejected: undeliverable address" },
	{ R_USERUNKNOWN, "recipient address rejected: unverified address" },
	{ R_USERUNKNOWN, "recipient address rejected: access denied" },
	{ R_USERUNKNOWN, "recipient address rejected. (in reply to rcpt to" },
	{ R_USERUNKNOWN, "recipient address unknown" },
	{ R_USERUNKNOWN, "recipients was undeliverable" },
	{ R_USERUNKNOWN, "invalid recipient" },
	{ R_USERUNKNOWN, "invalid address" },
	{ R_USERUNKNOWN, "invalid user" },
	{ R_USERUNKNOWN, "invalid alias" },
	{ R_USERUNKNOWN, "unknown recipient" },
	{ R_USERUNKNOWN, "unknown address" },
	{ R_USERUNKNOWN, "unknown local" },
	{ R_USERUNKNOWN, "unknown or illegal alias" },
	{ R_USERUNKNOWN, "unknown e-mail address" },
	{ R_USERUNKNOWN, "unknown email" },
	{ R_USERUNKNOWN, "unknown account" },
	{ R_USERUNKNOWN, "address does not exist" },
	{ R_USERUNKNOWN, "address * does not exist" },
	{ R_USERUNKNOWN, "address doesn't exist" },
	{ R_USERUNKNOWN, "address not found" },
	{ R_USERUNKNOWN, "address not present" },
	{ R_USERUNKNOWN, "address unknown" },
	{ R_USERUNKNOWN, "address is unknown" },
	{ R_USERUNKNOWN, "address invalid" },
	{ R_USERUNKNOWN, "address is not valid" },
	{ R_USERUNKNOWN, "address no longer" },
	{ R_USERUNKNOWN, "addressee unknown" },
	{ R_USERUNKNOWN, "account not found" },
	{ R_USERUNKNOWN, "account does not exist" },
	{ R_USERUNKNOWN, "account doesn't exist" },
	{ R_USERUNKNOWN, "account that you tried to reach does not exist" },
	{ R_USERUNKNOWN, "account has been deleted" },
	{ R_USERUNKNOWN, "account is no longer" },
	{ R_USERUNKNOWN, "account unknown" },
	{ R_USERUNKNOWN, "account unavailable" },
	{ R_USERUNKNOWN, "does not have * account" },
	{ R_USERUNKNOWN, "doesn't have * account" },
	{ R_USERUNKNOWN, "delivery to this address is restricted" },
	{ R_USERUNKNOWN, "destination addresses were unknown" },
	{ R_USERUNKNOWN, "email address could not be found" },
	{ R_USERUNKNOWN, "e-mail address could not be found" },
	{ R_USERUNKNOWN, "email address you entered couldn't be found" },
	{ R_USERUNKNOWN, "is not a known user" },
	{ R_USERUNKNOWN, "is not a valid mailbox" },
	{ R_USERUNKNOWN, "is not a valid user" },
	{ R_USERUNKNOWN, "is not a registered" },
	{ R_USERUNKNOWN, "is not known" },
	{ R_USERUNKNOWN, "is not an active address" },
	{ R_USERUNKNOWN, "not our customer" },
	{ R_USERUNKNOWN, "not listed in domino directory" },
	{ R_USERUNKNOWN, "not listed in public name" },
	{ R_USERUNKNOWN, "not in * name & address book" },
	{ R_USERUNKNOWN, "not found in directory" },
	{ R_USERUNKNOWN, "not found by smtp address lookup" },
	{ R_USERUNKNOWN, "non-existent" },
	{ R_USERUNKNOWN, "nonexistent" },
	{ R_USERUNKNOWN, "not a valid" },
	{ R_USERUNKNOWN, "no longer valid" },
	{ R_USERUNKNOWN, "no longer available" },
	{ R_USERUNKNOWN, "no longer accept" },
	{ R_USERUNKNOWN, "no longer in use" },
	{ R_USERUNKNOWN, "no longer employed" },
	{ R_USERUNKNOWN, "no longer active" },
	{ R_USERUNKNOWN, "resolver.adr.recip" },
	{ R_USERUNKNOWN, "resolver.adr.exrecip" },
	{ R_USERUNKNOWN, "resolver.adr.invalid" },
	{ R_USERUNKNOWN, "sorry, user unknown" },
	{ R_USERUNKNOWN, "said: 550 unknown" },
	{ R_USERUNKNOWN, "undeliverable address" },
	{ R_USERUNKNOWN, "unrouteable address" },
	{ R_USERUNKNOWN, "unroutable address" },
	{ R_USERUNKNOWN, "vdeliver: invalid or unknown virtual user" },
	{ R_USERUNKNOWN, "we do not have * user" },
	{ R_USERUNKNOWN, "cuenta no activa" },
	{ R_USERUNKNOWN, "destinataire inconnu" },
	{ R_USERUNKNOWN, "adresse d au moins un destinataire invalide" },
	{ R_USERUNKNOWN, "utilisateur inconnu" },
	{ R_USERUNKNOWN, "benutzer * unbekannt" },
	{ R_USERUNKNOWN, "unbekannter empfanger" },
	{ R_USERUNKNOWN, "empfanger unbekannt" },
	{ R_USERUNKNOWN, "wasn't found at" },
	{ R_USERUNKNOWN, "couldn't be found" },

	/* --- no such domain --- */
	{ R_HOSTUNKNOWN, "host unknown" },
	{ R_HOSTUNKNOWN, "unknown host" },
	{ R_HOSTUNKNOWN, "host not found" },
	{ R_HOSTUNKNOWN, "host or domain name not found" },
	{ R_HOSTUNKNOWN, "host name is unknown" },
	{ R_HOSTUNKNOWN, "host * not found" },
	{ R_HOSTUNKNOWN, "host/domain name found" },
	{ R_HOSTUNKNOWN, "illegal host" },
	{ R_HOSTUNKNOWN, "domain not found" },
	{ R_HOSTUNKNOWN, "domain name not found" },
	{ R_HOSTUNKNOWN, "domain does not exist" },
	{ R_HOSTUNKNOWN, "domain doesn't exist" },
	{ R_HOSTUNKNOWN, "domain * does not exist" },
	{ R_HOSTUNKNOWN, "domain * couldn't be found" },
	{ R_HOSTUNKNOWN, "domain must exist" },
	{ R_HOSTUNKNOWN, "domain is not reachable" },
	{ R_HOSTUNKNOWN, "domain invalid" },
	{ R_HOSTUNKNOWN, "no such domain" },
	{ R_HOSTUNKNOWN, "no such host" },
	{ R_HOSTUNKNOWN, "unknown domain" },
	{ R_HOSTUNKNOWN, "invalid domain" },
	{ R_HOSTUNKNOWN, "non-existent domain" },
	{ R_HOSTUNKNOWN, "nxdomain" },
	{ R_HOSTUNKNOWN, "recipient domain must exist" },
	{ R_HOSTUNKNOWN, "recipient address rejected: unknown domain" },
	{ R_HOSTUNKNOWN, "unable to find * any * mx" },
	{ R_HOSTUNKNOWN, "couldn't find any host" },
	{ R_HOSTUNKNOWN, "couldn't find a mail exchanger" },
	{ R_HOSTUNKNOWN, "all relevant mx records point to non-existent hosts" },
	{ R_HOSTUNKNOWN, "name or service not known" },
	{ R_HOSTUNKNOWN, "name server * not found" },
	{ R_HOSTUNKNOWN, "no address associated with" },
	{ R_HOSTUNKNOWN, "mx records point to" },
	{ R_HOSTUNKNOWN, "dns lookup failure: host" },
	{ R_HOSTUNKNOWN, "destination host unknown" },

	/* --- the way there --- */
	{ R_FAILEDSTARTTLS, "starttls" },
	{ R_FAILEDSTARTTLS, "tls required" },
	{ R_EXPIRED, "message expired" },
	{ R_EXPIRED, "expired" },
	{ R_EXPIRED, "retry time not reached" },
	{ R_EXPIRED, "retry timeout" },
	{ R_EXPIRED, "retry limit" },
	{ R_EXPIRED, "undeliverable for" },
	{ R_EXPIRED, "delivery time" },
	{ R_EXPIRED, "delivery failed * attempts" },
	{ R_EXPIRED, "cannot send message for" },
	{ R_EXPIRED, "could not be delivered for" },
	{ R_EXPIRED, "connection timed out" },
	{ R_EXPIRED, "connection timeout" },
	{ R_EXPIRED, "been in the queue too long" },
	{ R_EXPIRED, "in the queue too long" },
	{ R_EXPIRED, "on the queue too long" },
	{ R_EXPIRED, "giving up on" },
	{ R_EXPIRED, "giving up" },
	{ R_EXPIRED, "multiple retries" },
	{ R_EXPIRED, "queue too long" },
	{ R_EXPIRED, "host unreachable" },
	{ R_EXPIRED, "could not be reached" },
	{ R_EXPIRED, "did not accept our requests to connect" },
	{ R_EXPIRED, "unable to deliver this message after" },
	{ R_EXPIRED, "not responding" },
	{ R_EXPIRED, "failed to connect" },
	{ R_NETWORKERROR, "connection refused" },
	{ R_NETWORKERROR, "connection lost" },
	{ R_NETWORKERROR, "connection reset" },
	{ R_NETWORKERROR, "connection closed" },
	{ R_NETWORKERROR, "network is unreachable" },
	{ R_NETWORKERROR, "network error" },
	{ R_NETWORKERROR, "no route to host" },
	{ R_NETWORKERROR, "name service error" },
	{ R_NETWORKERROR, "dns error" },
	{ R_NETWORKERROR, "dns lookup" },
	{ R_NETWORKERROR, "dns server returned" },
	{ R_NETWORKERROR, "host name lookup failure" },
	{ R_NETWORKERROR, "could not connect" },
	{ R_NETWORKERROR, "couldn't connect" },
	{ R_NETWORKERROR, "unable to connect" },
	{ R_NETWORKERROR, "maximum hop count" },
	{ R_NETWORKERROR, "hop count exceeded" },
	{ R_NETWORKERROR, "hopcount" },
	{ R_NETWORKERROR, "too many hops" },
	{ R_NETWORKERROR, "too many received" },
	{ R_NETWORKERROR, "loops back to myself" },
	{ R_NETWORKERROR, "mail loop" },
	{ R_NETWORKERROR, "routing loop" },
	{ R_NETWORKERROR, "looping" },
	{ R_NETWORKERROR, "mail forwarding loop" },
	{ R_NETWORKERROR, "unable to resolve" },
	{ R_SYSTEMFULL, "mail system full" },
	{ R_SYSTEMFULL, "insufficient system storage" },
	{ R_SYSTEMFULL, "insufficient disk" },
	{ R_SYSTEMFULL, "no space left" },
	{ R_SYSTEMFULL, "disk full" },
	{ R_SYSTEMFULL, "out of disk" },
	{ R_SYSTEMERROR, "system error" },
	{ R_SYSTEMERROR, "internal error" },
	{ R_SYSTEMERROR, "internal server error" },
	{ R_SYSTEMERROR, "internal system" },
	{ R_SYSTEMERROR, "system config error" },
	{ R_SYSTEMERROR, "configuration error" },
	{ R_SYSTEMERROR, "local error" },
	{ R_SYSTEMERROR, "local configuration" },
	{ R_SYSTEMERROR, "temporary failure" },
	{ R_SYSTEMERROR, "temporary local problem" },
	{ R_SYSTEMERROR, "server error" },
	{ R_SYSTEMERROR, "server configuration" },
	{ R_SYSTEMERROR, "i/o error" },
	{ R_SYSTEMERROR, "can't create user output file" },
	{ R_SYSTEMERROR, "service currently unavailable" },
	{ R_SYSTEMERROR, "service is temporarily unavailable" },
	{ R_SYSTEMERROR, "queue file write error" },
	{ R_SYSTEMERROR, "unable to deliver to *file" },
	{ R_SYSTEMERROR, "proxy session setup failed" },
	{ R_SYSTEMERROR, "interrupted system call" },
	{ R_SYNTAXERROR, "syntax error" },
	{ R_SYNTAXERROR, "bad command sequence" },
	{ R_SYNTAXERROR, "command not recognized" },
	{ R_SYNTAXERROR, "command not implemented" },
	{ R_SYNTAXERROR, "malformed address" },
	{ R_SYNTAXERROR, "address syntax" },

	/* --- security, last: its words are general --- */
	{ R_SECURITY, "authentication required" },
	{ R_SECURITY, "authentication level" },
	{ R_SECURITY, "authentication failed" },
	{ R_SECURITY, "authentication turned on" },
	{ R_SECURITY, "not authenticated" },
	{ R_SECURITY, "not authorized" },
	{ R_SECURITY, "unauthorized" },
	{ R_SECURITY, "smtp authentication" },
	{ R_SECURITY, "authrequired" },
	{ R_SECURITY, "access denied" },
	{ R_SECURITY, "access not permitted" },
	{ R_SECURITY, "verification failure" },
	{ R_SECURITY, "not permitted" },
	{ R_SECURITY, "permission denied" },
	{ R_SECURITY, "insecure" },
	{ R_SECURITY, "denied" },
	{ R_BLOCKED, "550 rejected" },
	{ R_BLOCKED, "554 rejected" },
};

/* What the codes of RFC 3463 and its registry say where no words did. */
static const struct status_row {
	const char *status;	/* subject and detail; "7." is every detail */
	enum reason reason;
} status_rows[] = {
	{ "1.0", R_USERUNKNOWN }, { "1.1", R_USERUNKNOWN }, { "1.2", R_HOSTUNKNOWN },
	{ "1.3", R_USERUNKNOWN }, { "1.4", R_FILTERED }, { "1.6", R_HASMOVED },
	{ "1.7", R_REJECTED }, { "1.8", R_REJECTED }, { "1.9", R_SYSTEMERROR },
	{ "1.10", R_NOTACCEPT }, { "1.351", R_USERUNKNOWN },
	{ "2.0", R_FILTERED }, { "2.1", R_FILTERED }, { "2.2", R_MAILBOXFULL },
	{ "2.3", R_EXCEEDLIMIT }, { "2.4", R_FILTERED },
	{ "3.0", R_SYSTEMERROR }, { "3.1", R_SYSTEMFULL }, { "3.2", R_NOTACCEPT },
	{ "3.3", R_SYSTEMERROR }, { "3.4", R_TOOBIG }, { "3.5", R_SYSTEMERROR },
	{ "4.0", R_NETWORKERROR }, { "4.1", R_EXPIRED }, { "4.2", R_NETWORKERROR },
	{ "4.3", R_SYSTEMERROR }, { "4.4", R_HOSTUNKNOWN }, { "4.5", R_NETWORKERROR },
	{ "4.6", R_NETWORKERROR }, { "4.7", R_EXPIRED }, { "4.14", R_NETWORKERROR },
	{ "4.310", R_HOSTUNKNOWN }, { "4.316", R_EXPIRED },
	{ "5.3", R_SYNTAXERROR }, { "5.4", R_SYNTAXERROR }, { "5.2", R_SYNTAXERROR },
	{ "6.", R_CONTENTERROR },
	{ "7.13", R_SUSPEND }, { "7.17", R_HASMOVED }, { "7.18", R_HASMOVED },
	{ "7.20", R_AUTHFAILURE }, { "7.21", R_AUTHFAILURE }, { "7.22", R_AUTHFAILURE },
	{ "7.23", R_AUTHFAILURE }, { "7.24", R_AUTHFAILURE }, { "7.25", R_REQUIREPTR },
	{ "7.26", R_AUTHFAILURE }, { "7.27", R_NOTACCEPT }, { "7.28", R_SPEEDING },
	{ "7.509", R_AUTHFAILURE }, { "7.606", R_BLOCKED },
	{ "7.", R_SECURITY },
};

/* --- matching --- */

static bool matches(struct slice text, const char *rule)
{
	struct slice rest = text, pattern = slice_of(rule), part;
	bool is_first = true;

	while (slice_next(&pattern, '*', &part)) {
		struct slice seen = is_first ? rest : slice_sub(rest, 0, GAP_MAX + part.n);
		char *hit = part.n > 0 ? memmem(seen.p, seen.n, part.p, part.n) : NULL;

		if (hit == NULL)
			return false;
		rest = slice_from(rest, (size_t)(hit - rest.p) + part.n);
		is_first = false;
	}
	return true;
}

/* Small letters, one space for white space of any kind, and without the codes that some
 * servers repeat on every line of a reply ("550-5.1.1 The email account that 550-5.1.1 ..."). */
static void normalise(struct buf *out, struct slice text)
{
	struct slice rest = slice_sub(text, 0, TEXT_MAX), word;
	bool is_first = true;

	while (slice_next_word(&rest, &word)) {
		bool is_repeated = word.n >= 4 && word.p[0] >= '4' && word.p[0] <= '5' && word.p[3] == '-' &&
		    word.p[1] >= '0' && word.p[1] <= '9' && word.p[2] >= '0' && word.p[2] <= '9';

		if (is_repeated && !is_first)
			continue;
		if (out->n > 0)
			buf_char(out, ' ');
		for (size_t i = 0; i < word.n; i++) {
			char c = word.p[i];

			buf_char(out, (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c));
		}
		is_first = false;
	}
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The length of a status code at the start of `s`: "5.1.1", each number of 1 to 3 digits. */
static size_t status_length(struct slice s)
{
	size_t i = 1;

	if (s.n < 5 || (s.p[0] != '2' && s.p[0] != '4' && s.p[0] != '5') || s.p[1] != '.')
		return 0;
	for (int part = 0; part < 2; part++) {
		size_t digits = 0;

		if (i >= s.n || s.p[i] != '.')
			return 0;
		for (i++; i < s.n && is_digit(s.p[i]) && digits < 4; i++)
			digits++;
		if (digits == 0 || digits > 3)
			return 0;
	}
	if (i < s.n && (s.p[i] == '.' ? i + 1 < s.n && is_digit(s.p[i + 1]) : is_digit(s.p[i])))
		return 0;	/* an IP address */
	return i;
}

struct slice bounce_reason_status(struct slice text, bool is_specific)
{
	for (size_t i = 0; i + 5 <= text.n; i++) {
		size_t n;

		if (i > 0 && (is_digit(text.p[i - 1]) || text.p[i - 1] == '.'))
			continue;
		n = status_length(slice_from(text, i));
		if (n > 0 && !(is_specific && slice_starts(slice_from(text, i + 1), ".0.0")))
			return slice_sub(text, i, n);
	}
	return SLICE_NONE;
}

/* The first digit of the reply code ("550 ..." anywhere a word begins), '\0' where none is seen. */
static char reply_class(struct slice text)
{
	for (size_t i = 0; i + 3 <= text.n; i++) {
		bool starts = i == 0 || text.p[i - 1] == ' ' || text.p[i - 1] == ':' || text.p[i - 1] == ';';
		bool ends = i + 3 == text.n || text.p[i + 3] == ' ' || text.p[i + 3] == '-' ||
		    text.p[i + 3] == ':';

		if (starts && ends && (text.p[i] == '4' || text.p[i] == '5') && text.p[i + 1] >= '0' &&
		    text.p[i + 1] <= '7' && is_digit(text.p[i + 2]))
			return text.p[i];
	}
	return '\0';
}

static bool find_rule(struct slice text, enum reason *reason_r)
{
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		if (matches(text, rules[i].text)) {
			*reason_r = rules[i].reason;
			return true;
		}
	}
	return false;
}

static bool find_status(struct slice status, enum reason *reason_r)
{
	struct slice rest = slice_from(status, 2);

	for (size_t i = 0; status.n > 2 && i < sizeof status_rows / sizeof status_rows[0]; i++) {
		const char *row = status_rows[i].status;

		if (slice_is(rest, row) || (row[strlen(row) - 1] == '.' && slice_starts(rest, row))) {
			*reason_r = status_rows[i].reason;
			return true;
		}
	}
	return false;
}

/* What may pass is never a dead address, whatever the words. */
static char permanence(struct slice said, struct slice diagnostic, struct slice status)
{
	char c = said.n > 0 ? said.p[0] : reply_class(diagnostic);

	return c != '\0' || status.n == 0 ? c : status.p[0];
}

struct bounce_reason bounce_reason_find(struct slice diagnostic, struct slice explanation,
    struct slice status, struct slice action)
{
	struct buf text = BUF_INIT, prose = BUF_INIT;
	enum reason reason = R_UNDEFINED;
	struct slice said;
	char first;

	if (slice_is(action, "delayed"))
		return reasons[R_DELAYED];
	if (slice_is(action, "delivered") || slice_is(action, "relayed") || slice_is(action, "expanded"))
		return reasons[R_DELIVERED];
	normalise(&text, diagnostic);
	normalise(&prose, explanation);
	said = bounce_reason_status(buf_all(&text), true);	/* the server's own word counts more */
	if (!find_rule(buf_all(&text), &reason) && !find_status(said, &reason) &&
	    !find_rule(buf_all(&prose), &reason))
		(void)find_status(status, &reason);	/* nothing known: undefined */
	/* "User unknown" with a code that says the mailbox is there but not to be used. */
	if (reason == R_USERUNKNOWN && (slice_starts(said, "5.2.") ||
	    (said.n == 0 && slice_starts(status, "5.2."))))
		reason = R_FILTERED;
	first = permanence(said, buf_all(&text), status);
	buf_release(&text);
	buf_release(&prose);
	if (reasons[reason].class == BOUNCE_HARD && first == '4')
		return (struct bounce_reason){ reasons[reason].word, BOUNCE_SOFT };
	return reasons[reason];
}
