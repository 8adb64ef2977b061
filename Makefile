# SPDX-License-Identifier: MIT
# make            the programs, in build/
# make help       what else there is
#
# Flat on purpose: a program is the files of its folder, its main named after it. Libraries are
# archives of one folder each; the linker takes what a program uses, and --as-needed drops the rest, so that
# `ldd build/dpupd-parse` is a true statement about what the parser can reach.

PREFIX     ?= /usr
SYSCONFDIR ?= /etc
LIBEXECDIR ?= $(PREFIX)/libexec/dpupd
DATADIR    ?= $(PREFIX)/share/dpupd
UNITDIR    ?= /lib/systemd/system
MANDIR     ?= $(PREFIX)/share/man
CC         ?= cc
PKGCONFIG  ?= pkg-config
B          := build
VERSION    := 0.1.0

PKGS := libcurl libetpan sqlite3 libconfig libcmark gnutls libidn2 libpsl libsystemd libseccomp jansson \
	libxml-2.0 libical libmicrohttpd

ifneq ($(shell command -v $(PKGCONFIG) 2>/dev/null),)
PKG_CFLAGS := $(shell $(PKGCONFIG) --cflags $(PKGS) 2>/dev/null)
PKG_LIBS   := $(shell $(PKGCONFIG) --libs $(PKGS) 2>/dev/null) -lunistring -lcsv
endif

WARN    := -Wall -Wextra -Wdeclaration-after-statement -Wformat-security -Wold-style-definition \
	-Wpointer-arith -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wwrite-strings -Wshadow \
	-Wno-format-truncation
ifeq ($(DEV),1)
WARN    += -Werror
endif
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE
ifeq ($(shell uname -m),x86_64)
HARDEN  += -fcf-protection
endif
CFLAGS  ?= -O2 -g
DEFS    := -std=c17 -D_GNU_SOURCE -DDPUPD_VERSION='"$(VERSION)"' \
	-DDPUPD_LIBEXECDIR='"$(LIBEXECDIR)"' -DDPUPD_DATADIR='"$(DATADIR)"' \
	-DDPUPD_SYSCONFDIR='"$(SYSCONFDIR)"' -I. -include daemon/common/banned.h
LDFLAGS ?=
LINK    := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed

ifeq ($(V),1)
Q :=
say = @:
else
Q := @
say = @printf '  %-6s %s\n'
endif

# --- what the programs are made of ---------------------------------------------------------

COMMON := \
	$(wildcard daemon/common/*.c)

MAIL := \
	$(wildcard daemon/mail/*.c)

TIME := \
	$(wildcard daemon/time/*.c)

SUBSCRIBERS := \
	$(wildcard subscribers/*.c)

CORE  := $(filter-out daemon/core/dpupd.c,$(wildcard daemon/core/*.c daemon/core/*/*.c))
FETCH := $(filter-out daemon/fetch/dpupd-fetch.c,$(wildcard daemon/fetch/*.c))
PARSE := $(filter-out daemon/parse/dpupd-parse.c,$(wildcard daemon/parse/*.c))
SEND  := $(filter-out daemon/send/dpupd-send.c,$(wildcard daemon/send/*.c))
WEB   := $(filter-out daemon/web/dpupd-web.c,$(wildcard daemon/web/*.c))
CTL   := $(filter-out daemon/ctl/dpupctl.c,$(wildcard daemon/ctl/*.c))

MAINS := \
	daemon/core/dpupd.c \
	daemon/fetch/dpupd-fetch.c \
	daemon/parse/dpupd-parse.c \
	daemon/send/dpupd-send.c \
	daemon/web/dpupd-web.c \
	daemon/ctl/dpupctl.c

PROGRAMS := $(addprefix $(B)/,dpupd dpupd-fetch dpupd-parse dpupd-send dpupd-web dpupctl)

UNIT_TESTS := $(sort $(wildcard tests/unit/test_*.c))

# --- building ------------------------------------------------------------------------------

LIBS := common time mail subscribers core fetch parse send web ctl tests
SRC_common := $(COMMON)
SRC_mail := $(MAIL)
SRC_time := $(TIME)
SRC_subscribers := $(SUBSCRIBERS)
SRC_core := $(CORE)
SRC_fetch := $(FETCH)
SRC_parse := $(PARSE)
SRC_send := $(SEND)
SRC_web := $(WEB)
SRC_ctl := $(CTL)
SRC_tests := $(filter-out tests/unit/test_%.c,$(wildcard tests/unit/*.c))

all: $(PROGRAMS)

# $(call rules,folder,extra cflags): objects and archives of one flavour of the build.
define rules
$(1)/%.o: %.c | $(1)/.stamp
	@mkdir -p $$(@D)
	$$(say) CC $$<
	$$(Q)$$(CC) $$(DEFS) $$(CPPFLAGS) $$(WARN) $(2) $$(PKG_CFLAGS) -MMD -MP -c -o $$@ $$<
$(1)/.stamp:
	@mkdir -p $(1)
	@touch $$@
$(foreach l,$(LIBS),
$(1)/lib$(l).a: $(SRC_$(l):%.c=$(1)/%.o)
	$$(Q)rm -f $$@ && ar rcs $$@ $$^
)
-include $$(shell find $(1) -name '*.d' 2>/dev/null)
endef

RELEASE_FLAGS := $(HARDEN) $(CFLAGS)
# What is not written is no zero in the tests: whoever counts on it fails.
ASAN_FLAGS    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined -ftrivial-auto-var-init=pattern -DDPUPD_SANITIZED

$(eval $(call rules,$(B)/obj,$(RELEASE_FLAGS)))
$(eval $(call rules,$(B)/asan,$(ASAN_FLAGS)))

# Fuzzers see the code with clang's coverage; corpora grow in build/fuzz/corpus.
FUZZ_CC    := clang
FUZZ_S     ?= 60
FUZZ_FLAGS := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined -DDPUPD_SANITIZED -Wno-unknown-warning-option
FUZZERS    := $(patsubst tests/fuzz/%.c,$(B)/fuzz/bin/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
$(B)/fuzz/%: CC := $(FUZZ_CC)
$(eval $(call rules,$(B)/fuzz,$(FUZZ_FLAGS)))

archives = $(foreach l,$(2),$(1)/lib$(l).a)
link = $(Q)$(CC) $(LINK) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(PKG_LIBS)

$(B)/dpupd: $(B)/obj/daemon/core/dpupd.o $(call archives,$(B)/obj,core subscribers mail time common)
	$(say) LINK $@
	$(link)
$(B)/dpupd-fetch: $(B)/obj/daemon/fetch/dpupd-fetch.o $(call archives,$(B)/obj,fetch mail time common)
	$(say) LINK $@
	$(link)
$(B)/dpupd-parse: $(B)/obj/daemon/parse/dpupd-parse.o $(call archives,$(B)/obj,parse mail time common)
	$(say) LINK $@
	$(link)
$(B)/dpupd-send: $(B)/obj/daemon/send/dpupd-send.o $(call archives,$(B)/obj,send mail time common)
	$(say) LINK $@
	$(link)
$(B)/dpupd-web: $(B)/obj/daemon/web/dpupd-web.o $(call archives,$(B)/obj,web mail time common)
	$(say) LINK $@
	$(link)
$(B)/dpupctl: $(B)/obj/daemon/ctl/dpupctl.o $(call archives,$(B)/obj,ctl mail time common)
	$(say) LINK $@
	$(link)

$(B)/unit/%: $(B)/asan/tests/unit/%.o $(call archives,$(B)/asan,tests core fetch parse send web ctl subscribers mail time common)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) -fsanitize=address,undefined -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
	    -Wl,--end-group -Wl,--as-needed $(PKG_LIBS) -lcmocka

# As the programs are built: sanitizers need more of the kernel than a box gives.
$(B)/unit/test_boxes: $(B)/obj/tests/unit/test_boxes.o $(call archives,$(B)/obj,tests fetch parse send web mail time common)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(LINK) $(LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(PKG_LIBS) -lcmocka

# What stands in for the event loop must come before the library it stands for.
$(B)/unit/test_year $(B)/unit/test_plans $(B)/unit/test_meeting_mail $(B)/unit/test_clock_guard \
$(B)/unit/test_clock_ahead: $(B)/asan/tests/clockwork.o

$(B)/fuzz/bin/%: $(B)/fuzz/tests/fuzz/%.o $(call archives,$(B)/fuzz,parse subscribers mail time common)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(FUZZ_CC) -fsanitize=fuzzer,address,undefined -Wno-unused-command-line-argument -o $@ $< -Wl,--start-group $(filter %.a,$^) \
	    -Wl,--end-group -Wl,--as-needed $(PKG_LIBS)

# The migrations are compiled in as they stand.
$(B)/obj/subscribers/schema.o $(B)/asan/subscribers/schema.o $(B)/fuzz/subscribers/schema.o: $(wildcard subscribers/migrations/*.sql)

unit-tests: $(UNIT_TESTS:tests/unit/%.c=$(B)/unit/%)
fuzzers: $(FUZZERS)

# --- checking ------------------------------------------------------------------------------

deps:
	@tests/deps

# deps may have installed pkg-config and the libraries this file asks about when it is read,
# so what follows is a make of its own.
check: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all unit-tests fuzzers $(B)/bench/sink
	@tests/run

check-unit: unit-tests
	@tests/run unit

check-layers:
	@tests/check-layers

# The layout of the code, where clang-format 14 is there.
check-format:
	@tests/check-format

# 300 kills each with one connection, some and many, and histories of meetings and of who may act with seeds of their own:
# half an hour, so no part of check.
torture: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all $(B)/bench/sink
	@for n in 1 8 32; do TORTURE_KILLS=300 TORTURE_LATENCY_MS=0 TORTURE_CONNECTIONS=$$n BUILD=$(B) \
	    PYTHONDONTWRITEBYTECODE=1 python3 tests/torture/test_kill.py || exit 1; done
	@MODEL_SEED=$$(date +%s) MODEL_HISTORIES=20 BUILD=$(B) PYTHONDONTWRITEBYTECODE=1 python3 tests/torture/test_meetings_model.py
	@MODEL_SEED=$$(date +%s) MODEL_HISTORIES=100 MODEL_ACTS=120 BUILD=$(B) PYTHONDONTWRITEBYTECODE=1 \
	    python3 tests/torture/test_evidence_model.py

# Real messages with known answers, where they are at hand.
corpus: all
	@BUILD=$(B) tests/corpus

fuzz: deps
	@$(MAKE) --no-print-directory -j$$(nproc) fuzzers
	@BUILD=$(B) FUZZ_S=$(FUZZ_S) PYTHONPATH=tests/e2e python3 tests/e2e/inbound/test_fuzz.py

demo: deps
	@$(MAKE) --no-print-directory -j$$(nproc) all
	@KEEP=$(KEEP) tests/demo/run

# The other sides of the benchmarks; not part of the product.
$(B)/bench/sink: tests/bench/sink.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) -o $@ $<
$(B)/bench/curl_send: tests/bench/curl_send.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) $(PKG_CFLAGS) -o $@ $< -lcurl -lsqlite3 -lpthread
$(B)/bench/sign: tests/bench/sign.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) $(PKG_CFLAGS) -o $@ $< -lgnutls
$(B)/bench/nodelay.so: tests/bench/nodelay.c
	@mkdir -p $(@D)
	$(say) CC $@
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE $(WARN) $(CFLAGS) -fPIC -shared -o $@ $< -ldl

$(B)/bench/scheduler: $(B)/obj/tests/bench/scheduler.o $(B)/obj/tests/clockwork.o $(call archives,$(B)/obj,core subscribers mail time common)
	@mkdir -p $(@D)
	$(say) LINK $@
	$(Q)$(CC) $(LINK) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) -Wl,--end-group $(PKG_LIBS)

bench:
	@tests/deps mlmmj mailman3
	@$(MAKE) --no-print-directory -j$$(nproc) all $(addprefix $(B)/bench/,sink curl_send sign nodelay.so scheduler)
	@BUILD=$(B) PYTHONDONTWRITEBYTECODE=1 python3 tests/bench/bench.py $(BENCH)

clean:
	rm -rf $(B)

install: all
	install -d $(DESTDIR)$(PREFIX)/sbin $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(LIBEXECDIR) \
	    $(DESTDIR)$(SYSCONFDIR)/dpupd $(DESTDIR)$(DATADIR) $(DESTDIR)$(UNITDIR) \
	    $(DESTDIR)/usr/lib/sysusers.d $(DESTDIR)/usr/lib/tmpfiles.d
	install -m 755 $(B)/dpupd $(DESTDIR)$(PREFIX)/sbin/
	install -m 755 $(B)/dpupctl $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $(B)/dpupd-fetch $(B)/dpupd-parse $(B)/dpupd-send $(B)/dpupd-web $(DESTDIR)$(LIBEXECDIR)/
	test -e $(DESTDIR)$(SYSCONFDIR)/dpupd/dpupd.conf || \
	    install -m 640 dpupd.conf $(DESTDIR)$(SYSCONFDIR)/dpupd/
	cp -R templates $(DESTDIR)$(DATADIR)/
	install -m 644 systemd/dpupd.service $(DESTDIR)$(UNITDIR)/
	install -m 644 systemd/dpupd.sysusers $(DESTDIR)/usr/lib/sysusers.d/dpupd.conf
	install -m 644 systemd/dpupd.tmpfiles $(DESTDIR)/usr/lib/tmpfiles.d/dpupd.conf
	for n in 1 5 7 8; do for m in docs/*.$$n; do test -e $$m || continue; \
	    install -D -m 644 $$m $(DESTDIR)$(MANDIR)/man$$n/$$(basename $$m); done; done

help:
	@echo 'make                 build the programs into build/ (DEV=1: warnings are errors; V=1: show commands)'
	@echo 'make demo            install what is missing, build, play the main job end to end (KEEP=1: leave it running)'
	@echo 'make check           install what is missing, run all tests'
	@echo 'make check-unit      only the unit tests'
	@echo 'make torture         kill -9 at random, 3 x 300 times; long histories of meetings, and of who may act'
	@echo 'make check-layers    only the include rules'
	@echo 'make check-format    is the code laid out as .clang-format says (where clang-format 14 is there)'
	@echo 'make corpus          score what is understood of real mail (../shared/corpora)'
	@echo 'make fuzz            let each fuzzer run for FUZZ_S seconds (60)'
	@echo 'make bench           measure what is promised beside other programs (BENCH=NAME: only that)'
	@echo 'make deps            install the Debian packages that building and testing need'
	@echo 'make install         install into DESTDIR (PREFIX=/usr SYSCONFDIR=/etc)'
	@echo 'make clean           remove build/'

.PHONY: all corpus torture bench deps fuzz fuzzers check check-unit check-layers check-format demo clean install help unit-tests
.SECONDARY:
