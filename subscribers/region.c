/* SPDX-License-Identifier: MIT
 * Regions; see region.h. The table is ISO 3166-2:NZ with macrons put back and the Chatham
 * Islands, which have a clock of their own. */
#include "subscribers/region.h"

#include "daemon/common/buf.h"
#include "subscribers/called.h"

#define AUCKLAND_TIME "Pacific/Auckland"

const struct region region_table[] = {
	{ "ntl", "Northland", "Te Tai Tokerau", AUCKLAND_TIME, "tai tokerau" },
	{ "auk", "Auckland", "Tāmaki Makaurau", AUCKLAND_TIME, "tāmaki" },
	{ "wko", "Waikato", "Waikato", AUCKLAND_TIME, "" },
	{ "bop", "Bay of Plenty", "Te Moana a Toi", AUCKLAND_TIME,
	    "te moana a toi-te-huatahi|toi moana|moana a toi" },
	{ "gis", "Gisborne", "Te Tairāwhiti", AUCKLAND_TIME, "tairāwhiti|east coast" },
	{ "hkb", "Hawke's Bay", "Te Matau-a-Māui", AUCKLAND_TIME, "hawkes bay|te matau a māui" },
	{ "tki", "Taranaki", "Taranaki", AUCKLAND_TIME, "" },
	{ "mwt", "Manawatū-Whanganui", "Manawatū-Whanganui", AUCKLAND_TIME,
	    "manawatū|whanganui|manawatu-wanganui|manawatū whanganui|horizons" },
	{ "wgn", "Wellington", "Te Whanganui-a-Tara", AUCKLAND_TIME,
	    "greater wellington|te whanganui a tara|te upoko o te ika" },
	{ "tas", "Tasman", "Te Tai-o-Aorere", AUCKLAND_TIME, "te tai o aorere" },
	{ "nsn", "Nelson", "Whakatū", AUCKLAND_TIME, "" },
	{ "mbh", "Marlborough", "Te Tauihu-o-te-waka", AUCKLAND_TIME, "te tauihu" },
	{ "wtc", "West Coast", "Te Tai Poutini", AUCKLAND_TIME, "te tai o poutini" },
	{ "can", "Canterbury", "Waitaha", AUCKLAND_TIME, "" },
	{ "ota", "Otago", "Ōtākou", AUCKLAND_TIME, "" },
	{ "stl", "Southland", "Murihiku", AUCKLAND_TIME, "" },
	{ "cit", "Chatham Islands", "Wharekauri", "Pacific/Chatham", "rēkohu|chathams" },
	{ NULL, NULL, NULL, NULL, NULL },
};

static bool is_called(const struct region *r, struct slice folded)
{
	struct slice names = slice_of(r->also), name;

	if (called_same(folded, slice_of(r->code)) || called_same(folded, slice_of(r->name)) ||
	    called_same(folded, slice_of(r->reo)))
		return true;
	while (slice_next(&names, '|', &name)) {
		if (name.n > 0 && called_same(folded, name))
			return true;
	}
	return false;
}

const struct region *region_find(struct slice text)
{
	struct buf folded = BUF_INIT;
	const struct region *found = NULL;
	struct slice word;

	/* As it is usually written: files have a region in every row. */
	for (const struct region *r = region_table; r->code != NULL; r++) {
		if (slice_is(text, r->code) || slice_is(text, r->name) || slice_is(text, r->reo))
			return r;
	}
	called_fold(&folded, text);
	word = buf_all(&folded);
	if (slice_starts(word, "nz "))
		word = slice_from(word, 3);
	for (const struct region *r = region_table; r->code != NULL && found == NULL; r++) {
		if (is_called(r, word))
			found = r;
	}
	buf_release(&folded);
	return found;
}

const struct region *region_of(struct slice code)
{
	for (const struct region *r = region_table; r->code != NULL; r++) {
		if (slice_is(code, r->code))
			return r;
	}
	return NULL;
}
