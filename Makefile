# Zhiqiao. `make` builds build/zhiqiao, `make units` builds the unit tests, `make check-units` runs them.
# SANITIZE=1 builds the same with AddressSanitizer and UBSan into build/sanitize.

, := ,
SANITIZE ?=
BUILD    ?= build$(if $(SANITIZE),/sanitize)
ifeq ($(origin CC),default)
CC := gcc
endif
ifneq ($(shell command -v ccache 2>/dev/null),)
COMPILE  := ccache $(CC)
else
COMPILE  := $(CC)
endif

PACKAGES := libmicrohttpd jansson sqlite3 libpq xlsxwriter libzip expat libsodium libcrypto zlib libcmark-gfm libcurl libical libqrencode
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef -Wvla -Wimplicit-fallthrough \
  -Wnull-dereference -Werror
HARDENED := -fstack-protector-strong -fPIE $(if $(SANITIZE),,-D_FORTIFY_SOURCE=2)
OPTIMISE := $(if $(SANITIZE),-O1 -g -fno-omit-frame-pointer -fsanitize=address$(,)undefined \
  -fno-sanitize-recover=undefined,-O2 -g)

CFLAGS   ?=
ALL_CFLAGS := -std=c17 -D_GNU_SOURCE -Isrc -I. -I$(BUILD)/generated $(WARNINGS) $(OPTIMISE) $(HARDENED) \
  $(shell pkg-config --cflags $(PACKAGES)) -pthread $(CFLAGS)
ALL_LDFLAGS := $(if $(SANITIZE),-fsanitize=address$(,)undefined) -pie -Wl,-z,relro,-z,now -pthread $(LDFLAGS)
LIBRARIES := $(shell pkg-config --libs $(PACKAGES)) -lcmark-gfm-extensions -lm

SOURCES  := $(filter-out src/main.c,$(shell find src -name '*.c' | LC_ALL=C sort))
OBJECTS  := $(SOURCES:%.c=$(BUILD)/%.o)
UNITS    := $(shell find tests -name '*_test.c' | LC_ALL=C sort)
UNIT_BINARIES := $(UNITS:%.c=$(BUILD)/%)
EMBEDDED := $(shell find src sql ui/views ui/i18n catalogues sample -name '*.mustache' -o -name '*.sql' -o -name '*.json' \
  -o -name '*.csv' 2>/dev/null | LC_ALL=C sort)

# Static files: put together, packed, and handed to the embed tool as assets/NAME (web/assets.h).
STYLES   := $(addprefix ui/css/,tokens.css base.css frame.css form.css list.css record.css areas.css listing.css news.css print.css)
PACKED   := site.css site.js chart.js htmx.js echarts.js icons.svg favicon.svg
ASSETS   := $(foreach name,$(PACKED),$(name) $(name).gz $(name).br)
ASSET_FILES := $(ASSETS:%=$(BUILD)/assets/%)
NPM_DONE := ui/node_modules/.package-lock.json

.PHONY: all units check-units fuzz check-fuzz clean
.SECONDARY:
all: $(BUILD)/zhiqiao

$(BUILD)/zhiqiao: $(BUILD)/src/main.o $(BUILD)/libzhiqiao.a
	$(COMPILE) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

$(BUILD)/libzhiqiao.a: $(OBJECTS) $(BUILD)/embedded.o
	rm -f $@ && ar rcs $@ $^

# The matching engine alone, for programs of others: build/match has the library, the public headers and a file for
# pkg-config; the manual is docs/man/zhiqiao-*.3. `make match PREFIX=/usr/local install-match` puts it there. No other library
# is needed but libm.
MATCH_BASE    := arena check day random span
MATCH_HEADERS := fit pairing placement talks visits
MATCH_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(shell find src/match -name '*.c' | LC_ALL=C sort)) \
  $(MATCH_BASE:%=$(BUILD)/src/base/%.o)
PREFIX ?= /usr/local
.PHONY: match install-match
match: $(BUILD)/match/lib/libzhiqiao-match.a

$(BUILD)/match/lib/libzhiqiao-match.a: $(MATCH_OBJECTS) $(MATCH_HEADERS:%=src/match/%.h) tools/zhiqiao-match.pc
	@mkdir -p $(BUILD)/match/lib/pkgconfig $(BUILD)/match/include/zhiqiao/match $(BUILD)/match/include/zhiqiao/base
	cp $(MATCH_HEADERS:%=src/match/%.h) $(BUILD)/match/include/zhiqiao/match
	cp src/base/arena.h src/base/day.h src/base/result.h src/base/span.h $(BUILD)/match/include/zhiqiao/base
	sed "s/@VERSION@/$$(sed -n 's/.*ZHIQIAO_VERSION "\(.*\)"/\1/p' src/cli/version.h)/" tools/zhiqiao-match.pc \
	  > $(BUILD)/match/lib/pkgconfig/zhiqiao-match.pc
	rm -f $@ && ar rcs $@ $(MATCH_OBJECTS)

install-match: match
	install -d $(DESTDIR)$(PREFIX)/lib/pkgconfig $(DESTDIR)$(PREFIX)/include $(DESTDIR)$(PREFIX)/share/man/man3
	cp -R $(BUILD)/match/include/zhiqiao $(DESTDIR)$(PREFIX)/include
	install -m 644 $(BUILD)/match/lib/libzhiqiao-match.a $(DESTDIR)$(PREFIX)/lib
	install -m 644 $(BUILD)/match/lib/pkgconfig/zhiqiao-match.pc $(DESTDIR)$(PREFIX)/lib/pkgconfig
	install -m 644 $(wildcard docs/man/*.3) $(DESTDIR)$(PREFIX)/share/man/man3

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The list of embedded files is a file too, so that a new or a removed view makes the table anew.
$(BUILD)/embedded.list: FORCE
	@mkdir -p $(@D)
	@printf '%s\n' $(EMBEDDED) | cmp -s - $@ || printf '%s\n' $(EMBEDDED) > $@
FORCE:

$(BUILD)/embed: tools/embed.c
	@mkdir -p $(@D)
	$(COMPILE) -std=c17 -O1 $(WARNINGS) -o $@ $<

$(BUILD)/embedded.o: $(BUILD)/embed $(BUILD)/embedded.list $(EMBEDDED) $(ASSET_FILES)
	$(BUILD)/embed $(BUILD)/embedded.S $(EMBEDDED) $(foreach name,$(ASSETS),assets/$(name)=$(BUILD)/assets/$(name))
	$(CC) -c -o $@ $(BUILD)/embedded.S

$(NPM_DONE): ui/package-lock.json
	npm ci --prefix ui --no-audit --no-fund --ignore-scripts
	@touch $@

$(BUILD)/assets/site.css: $(STYLES)
	@mkdir -p $(@D)
	cat $^ > $@

$(BUILD)/assets/htmx.js $(BUILD)/assets/echarts.js: $(NPM_DONE) Makefile
	@mkdir -p $(@D)
	cp ui/node_modules/$(if $(findstring htmx,$@),htmx.org/dist/htmx.min.js,echarts/dist/echarts.common.min.js) $@

$(BUILD)/assets/%.js: ui/js/%.js
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/assets/%.svg: ui/icons/%.svg
	@mkdir -p $(@D)
	cp $< $@

$(BUILD)/assets/%.gz: $(BUILD)/assets/%
	gzip -9 -n -c $< > $@

$(BUILD)/assets/%.br: $(BUILD)/assets/%
	brotli --quality=11 --force --output=$@ $<

# Tables of Chinese characters, from the Debian packages unicode-data and opencc.
UNICODE  ?= /usr/share/unicode
OPENCC   ?= /usr/share/opencc
$(BUILD)/hanzi: tools/hanzi.c
	@mkdir -p $(@D)
	$(COMPILE) -std=c17 -D_GNU_SOURCE -O2 $(WARNINGS) -o $@ $<

$(BUILD)/generated/text/fold_table.h: $(BUILD)/hanzi
	@mkdir -p $(@D)
	opencc_dict -i $(OPENCC)/TSCharacters.ocd2 -f ocd2 -o $(@D)/simplified.txt -t text
	$(BUILD)/hanzi fold $(UNICODE)/UnicodeData.txt $(@D)/simplified.txt > $@.part && mv $@.part $@

$(BUILD)/generated/text/traditional_table.h: $(BUILD)/hanzi
	@mkdir -p $(@D)
	opencc_dict -i $(OPENCC)/STCharacters.ocd2 -f ocd2 -o $(@D)/characters.txt -t text
	opencc_dict -i $(OPENCC)/STPhrases.ocd2 -f ocd2 -o $(@D)/phrases.txt -t text
	$(BUILD)/hanzi traditional $(@D)/characters.txt $(@D)/phrases.txt > $@.part && mv $@.part $@

$(BUILD)/generated/text/pinyin_table.h: $(BUILD)/hanzi
	@mkdir -p $(@D)
	bzcat $(UNICODE)/Unihan_Readings.txt.bz2 | $(BUILD)/hanzi pinyin > $@.part && mv $@.part $@

$(BUILD)/generated/web/permission_table.h: catalogues/permissions.csv tools/permissions.awk
	@mkdir -p $(@D)
	awk -f tools/permissions.awk $< > $@.part && mv $@.part $@

$(BUILD)/generated/areas/accounts/security_rules.h: catalogues/security_rules.csv tools/security_rules.awk
	@mkdir -p $(@D)
	awk -f tools/security_rules.awk $< > $@.part && mv $@.part $@

$(BUILD)/src/text/fold.o: $(BUILD)/generated/text/fold_table.h
$(BUILD)/src/web/permission.o: $(BUILD)/generated/web/permission_table.h
$(BUILD)/src/areas/accounts/security.o: $(BUILD)/generated/areas/accounts/security_rules.h
$(BUILD)/src/text/pinyin.o: $(BUILD)/generated/text/pinyin_table.h
$(BUILD)/src/text/traditional.o: $(BUILD)/generated/text/traditional_table.h

$(BUILD)/tests/%_test: $(BUILD)/tests/%_test.o $(BUILD)/libzhiqiao.a
	$(COMPILE) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES) -lcmocka

$(BUILD)/bench/%: $(BUILD)/bench/%.o $(BUILD)/libzhiqiao.a
	$(COMPILE) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

# What two threads work on at once, built with ThreadSanitizer; the rest of the program stands beside it as it is.
THREADED := $(shell find src/base src/match/placement*.c src/cli/bulk*.c src/cli/placement*.c -name '*.c' | LC_ALL=C sort)
THREADED_OBJECTS := $(patsubst %.c,$(BUILD)/thread/%.o,$(THREADED) tests/cli/placement_threads_test.c)
$(BUILD)/thread/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) $(filter-out -D_FORTIFY_SOURCE=2,$(ALL_CFLAGS)) -O1 -fsanitize=thread -MMD -MP -c -o $@ $<
$(BUILD)/thread/placement_threads_test: $(THREADED_OBJECTS) $(BUILD)/libzhiqiao.a
	$(COMPILE) -fsanitize=thread $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES) -lcmocka

units: $(UNIT_BINARIES)

check-units: units
	@failed=0; for test in $(UNIT_BINARIES); do $$test || failed=1; done; exit $$failed

# Fuzz targets: tests/fuzz/NAME_fuzz.c becomes build/fuzz/NAME, with clang's libFuzzer. tests/run-fuzz.sh runs them.
FUZZ       := $(patsubst tests/fuzz/%_fuzz.c,build/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))
FUZZ_CC    ?= clang-14
FUZZ_FLAGS := -std=c17 -D_GNU_SOURCE -Isrc -I. -I$(BUILD)/generated -O1 -g -fno-omit-frame-pointer \
  -fsanitize=address$(,)undefined -fno-sanitize-recover=undefined \
  $(shell pkg-config --cflags $(PACKAGES)) -pthread
FUZZ_OBJECTS := $(SOURCES:%.c=build/fuzz/objects/%.o)

build/fuzz/objects/%.o: %.c $(BUILD)/generated/text/fold_table.h $(BUILD)/generated/text/pinyin_table.h \
  $(BUILD)/generated/text/traditional_table.h $(BUILD)/generated/web/permission_table.h
	@mkdir -p $(@D)
	$(if $(findstring ccache,$(COMPILE)),ccache) $(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer-no-link -MMD -MP -c -o $@ $<

build/fuzz/libzhiqiao.a: $(FUZZ_OBJECTS) $(BUILD)/embedded.o
	rm -f $@ && ar rcs $@ $^

build/fuzz/%: build/fuzz/objects/tests/fuzz/%_fuzz.o build/fuzz/libzhiqiao.a
	$(FUZZ_CC) $(FUZZ_FLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBRARIES)

fuzz: $(FUZZ)

SECONDS_EACH ?= 30
check-fuzz:
	@SECONDS_EACH=$(SECONDS_EACH) bash tests/run-fuzz.sh

# Figures as ratios; docs/performance.md keeps them with machine and date. `make bench` prints all, `make bench-fit` one part:
# start web fit visible search articles import store audit threads. COUNT: rows of the parts search, audit and threads.
$(BUILD)/bench/%_bench: $(BUILD)/bench/%_bench.o $(BUILD)/libzhiqiao.a
	$(COMPILE) $(ALL_LDFLAGS) -o $@ $^ $(LIBRARIES)

.PHONY: bench
bench:
	@bash bench/all.sh

COUNT ?= 1000000
bench-%:
	@COUNT=$(COUNT) bash bench/all.sh $*

# What clang-tidy says of the source; not part of ./test, for it takes minutes. TIDY_FILES: which. (The setting of the
# files is checked there: tests/checks/format.sh.)
TIDY_FILES ?= $(SOURCES)
.PHONY: format tidy
format:
	@git ls-files '*.c' '*.h' | xargs clang-format-14 -i
tidy: $(BUILD)/generated/text/fold_table.h $(BUILD)/generated/text/pinyin_table.h \
  $(BUILD)/generated/text/traditional_table.h $(BUILD)/generated/web/permission_table.h
	@bash tools/install.sh check
	@printf '%s\n' $(TIDY_FILES) | xargs -P $$(nproc) -I{} clang-tidy-14 --quiet {} -- -std=c17 -D_GNU_SOURCE -Isrc -I. \
	  -I$(BUILD)/generated $(shell pkg-config --cflags $(PACKAGES)) 2>/dev/null | grep -E 'warning:' | LC_ALL=C sort -u

# The matching engine against plain solvers and against LEMON and scipy; PEOPLE=10000000 SIDE=5000 for the largest.
PEOPLE ?= 1000000
SIDE   ?= 2000
JUDGE_SECONDS ?= 120
.PHONY: bench-match
bench-match: $(BUILD)/bench/placement_bench $(BUILD)/bench/placement_files_bench $(BUILD)/bench/pairing_bench $(BUILD)/bench/talks_bench \
  $(BUILD)/bench/visits_bench
	@bash tools/install.sh bench
	$(MAKE) --no-print-directory $(BUILD)/bench/pairing_lemon
	$(BUILD)/bench/placement_bench $(PEOPLE)
	$(BUILD)/bench/placement_files_bench $(BUILD)/bench/placement-$(PEOPLE) $(PEOPLE)
	rm -rf $(BUILD)/bench/placement-$(PEOPLE)
	$(BUILD)/bench/pairing_bench $(SIDE)
	$(BUILD)/bench/talks_bench $(JUDGE_SECONDS)
	$(BUILD)/bench/visits_bench

$(BUILD)/bench/pairing_lemon: bench/pairing_lemon.cc bench/pairing_file.h
	@mkdir -p $(@D)
	g++ -std=c++17 -O2 -I. -o $@ $<

clean:
	rm -rf build

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
