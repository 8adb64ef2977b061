/* SPDX-License-Identifier: MIT
 * See meeting_words.h. In the order of strcmp(), for bsearch(). Left out with intent: whatever
 * denies
 * ("not", "never"), orders or asks for something to end ("stop", "cancel"), speaks of what was
 * said, told, held or done to somebody, and "care", "waiting", "tell": they stand in complaints,
 * too, and in answers to other questions. A word that is missing costs a person of ours a look, no
 * more. */
#include "daemon/mail/meeting_words.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
static const char *const words[] = {
	"a", "able", "about", "abroad", "ae", "afraid", "after", "afternoon", "again", "agenda",
	"agm", "ahau", "ahiahi", "ake", "aku", "all", "allergic", "allergy", "already", "also",
	"am", "amazing", "an", "and", "ankle", "anniversary", "annual", "ano", "another",
	"aotearoa", "apologies", "apology", "apopo", "application", "appointment", "appointments",
	"appt", "apr", "april", "are", "arm", "aroha", "around", "arrive", "arriving", "as",
	"assignment", "at", "ata", "attend", "attending", "atu", "au", "auckland", "audit", "aug",
	"august", "available", "away", "awesome", "baby", "babysitter", "battery", "be",
	"because", "been", "before", "begin", "begins", "behalf", "being", "bereavement", "best",
	"between", "birthday", "bit", "board", "book", "booked", "both", "breakfast",
	"brilliant", "bring", "bringing", "broke", "broken", "budget", "bug", "building",
	"bummer", "bus", "busy", "but", "by", "cake", "calendar", "can", "cancelled",
	"canterbury", "car", "carpark", "catch", "celiac", "cheers", "child", "childcare",
	"children", "christchurch", "clash", "clashes", "clashing", "class", "classes", "clinic",
	"closed", "closer", "coeliac", "coffee", "cold", "colleague", "colleagues", "collect",
	"collecting", "come", "comes", "coming", "commit", "commitment", "commitments",
	"committed", "committee", "concert", "conference", "conflict", "conflicting", "conflicts",
	"coordinator", "cos", "cost", "costs", "could", "couple", "course", "courses", "court",
	"cover", "covering", "covid", "coz", "creche", "crew", "crook", "cyclone", "dad", "dairy",
	"date", "dates", "daughter", "daughters", "day", "daycare", "days", "deadline",
	"deadlines", "dear", "dec", "december", "delayed", "dentist", "dentists", "deputy",
	"dial", "diary", "diet", "dietary", "dinner", "directions", "director", "disappointed",
	"discussion", "do", "doctor", "doctors", "does", "door", "double", "down", "dr", "drive",
	"driving", "drop", "dropping", "due", "dunedin", "during", "duty", "e", "earlier",
	"early", "eat", "eating", "eight", "eleven", "end", "engagement", "engagements", "engari",
	"enjoy", "entrance", "evening", "everybody", "everyone", "exam", "exams", "excited",
	"fabulous", "family", "fantastic", "father", "feb", "february", "ferry", "fever", "few",
	"field", "fine", "finish", "finishes", "finishing", "first", "five", "flat", "flies",
	"flight", "flights", "flood", "flooding", "floor", "flu", "fly", "flying", "folks",
	"food", "foot", "for", "forward", "four", "free", "fri", "friday", "friend", "friends",
	"from", "fun", "funding", "funeral", "game", "get", "gets", "gisborne", "giving", "glad",
	"gluten", "go", "goes", "going", "good", "got", "governance", "gp", "graduation",
	"grandchildren", "granddaughter", "grandkids", "grandson", "great", "guest",
	"guests", "gutted", "had", "haere", "halal", "half", "hamilton", "handouts", "hapai",
	"happy", "has", "have", "having", "he", "headache", "heaps", "hello", "help", "helpful",
	"her", "here", "hes", "hey", "hi", "his", "hoa", "hohipera", "hoki", "holiday",
	"holidays", "home", "hope", "hopefully", "hoping", "hospital", "host", "hosting", "hour",
	"hours", "house", "how", "hr", "hrs", "hui", "husband", "hybrid", "i", "ia", "id", "if",
	"iho", "ill", "im", "in", "inanahi", "injured", "injury", "instead", "interesting",
	"internet", "interview", "interviews", "into", "invercargill", "invitation", "invite",
	"is", "isolating", "isolation", "it", "its", "ive", "jan", "january", "join", "joining",
	"jul", "july", "jun", "june", "jury", "just", "ka", "kahore", "kai", "kainga", "kao",
	"kaore", "katoa", "kaupapa", "keen", "kei", "ki", "kia", "kid", "kids", "kind", "kindy",
	"kirikiriroa", "knee", "know", "koe", "korero", "koro", "korua", "koutou", "kua", "kuia",
	"kura", "last", "late", "later", "leave", "leg", "let", "lift", "like", "link", "little",
	"long", "look", "looking", "lot", "lots", "love", "lovely", "luck", "lunch", "lunchtime",
	"mahi", "mai", "makaurau", "make", "making", "manager", "map", "mar", "marama", "march",
	"materials", "maternity", "matou", "maua", "mauiui", "may", "me", "meet", "meeting",
	"meetings", "midday", "might", "migraine", "mihi", "min", "mind", "minding", "mine",
	"mins", "minute", "minutes", "miss", "missed", "missing", "mo", "moko", "mokopuna", "mon",
	"monday", "month", "months", "morena", "morning", "most", "mother", "moving", "mum",
	"mums", "my", "na", "nan", "nana", "napier", "need", "needs", "nelson", "newborn", "next",
	"nga", "nice", "night", "nights", "nine", "no", "noho", "noon", "north", "northland",
	"notes", "nov", "november", "now", "nui", "nuts", "nz", "o", "oct", "october", "of",
	"off", "office", "ok", "okay", "oku", "on", "once", "one", "online", "only", "operation",
	"or", "ora", "otago", "otautahi", "otepoti", "other", "others", "our", "ours", "out",
	"over", "overloaded", "overseas", "own", "papers", "parental", "park", "parking", "part",
	"partner", "party", "paternity", "people", "perfect", "person", "physio", "pick",
	"picking", "pity", "place", "places", "plane", "planning", "plate", "play", "please",
	"pleased", "pm", "po", "poneke", "poorly", "pouri", "power", "preschool", "present",
	"presentation", "presenting", "prior", "prize", "prizegiving", "procedure", "pukumahi",
	"put", "queenstown", "ra", "rain", "ramp", "rangi", "ratou", "ready", "really",
	"recorded", "recording", "recovering", "regards", "regrettably", "remote", "remotely",
	"rep", "replacement", "reporting", "represent", "representing", "rere", "rest", "retreat",
	"reunion", "roa", "road", "roads", "room", "roster", "rostered", "rotorua", "run",
	"running", "sabbatical", "sadly", "same", "saturday", "scan", "schedule", "scheduled",
	"school", "seat", "seats", "second", "see", "seeing", "seminar", "send", "sep",
	"sept", "september", "session", "seven", "shame", "she", "shes", "shift", "shifts",
	"short", "should", "sick", "since", "site", "six", "slides", "slip", "slips", "snow",
	"snowed", "so", "some", "son", "sons", "soon", "sori", "sorry", "south", "soz", "space",
	"speaker", "speakers", "speaking", "specialist", "sport", "sports", "staff", "staffed",
	"stairs", "start", "starting", "starts", "stay", "staying", "steps", "stick", "still",
	"storm", "stretched", "study", "sunday", "surgery", "swamped", "ta", "tae", "taea",
	"take", "taku", "takuta", "talk", "tamaki", "tamariki", "tana", "tangi", "tangihanga",
	"tatou", "tau", "taua", "tauranga", "te", "tea", "teach", "teaching", "team", "teams",
	"ten", "tena", "tenei", "tera", "than", "thank", "thanks", "that", "thats", "the",
	"their", "then", "there", "these", "they", "theyre", "theyve", "think", "this", "those",
	"three", "through", "thu", "thurs", "thursday", "thx", "till", "time", "times", "timing",
	"tino", "to", "today", "toku", "tomorrow", "tona", "tonight", "tonu", "too", "topic",
	"town", "traffic", "train", "training", "travel", "traveling", "travelling", "travels",
	"trip", "tue", "tues", "tuesday", "tummy", "tupapaku", "twelve", "two", "tyre", "under",
	"unfortunately", "uni", "university", "until", "unveiling", "unwell", "use", "useful",
	"vacation", "vegan", "vegetarian", "vego", "vehicle", "venue", "very", "video", "virtual",
	"virtually", "visit", "visiting", "visits", "volunteer", "volunteers", "wa", "wait",
	"waka", "wananga", "warea", "warm", "was", "watea", "way", "we", "weather", "webinar",
	"wed", "wedding", "wednesday", "week", "weekend", "weeks", "well", "wellington", "were",
	"weve", "whai", "whakaaro", "whanau", "whangarei", "what", "when", "where", "which",
	"while", "who", "whole", "wife", "wifi", "wiki", "will", "wish", "wishes", "with", "wof",
	"wonderful", "work", "working", "works", "workshop", "workshops", "would", "xx", "yeah",
	"year", "yep", "yes", "yesterday", "yet", "you", "your", "yous", "zoom"
};
/* clang-format on */

static int compare(const void *word, const void *row)
{
	return strcmp(word, *(const char *const *)row);
}

bool meeting_words_has(const char *word)
{
	return bsearch(word, words, sizeof words / sizeof words[0], sizeof words[0], compare) !=
	    NULL;
}
