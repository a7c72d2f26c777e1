/* SPDX-License-Identifier: ISC */
/* Unusual facts: none gives a family away, but few share one. All low: a person looks. */
#include "config.h"

#include "desk/redact/shapes.h"

#define ENDS SHAPE_ENDS
#define AREA \
	"(?:in|of|at|across) (?:the |this |our |my )?(?:whole |entire )?" \
	"(?:county|country|area|city|town|village|school|district|world|region|year|class|uk|" \
	"england|worcestershire|midlands|family)"

static const struct shape shapes[] = {
	{ SUGGEST_RARE, 48, AT_LETTER, "says that there is only one", NULL,
	    "((?:the |an? )?(?:only|first|last|youngest|oldest) "
	    "(?:[\\p{L}'-]{1,20} ){0,8}" AREA ")" ENDS },
	{ SUGGEST_RARE, 48, AT_LETTER, "says how rare it is", NULL,
	    "((?:one|1) (?:of only|in(?: only| a)?) (?:\\d[\\d,]{0,9}|two|three|four|five|six|ten|"
	    "hundred|thousand|million)(?: (?:hundred|thousand|million))?(?: (?:children|people|kids|"
	    "families|cases))?)" ENDS },
	{ SUGGEST_RARE, 45, AT_LETTER, "few families have these", NULL,
	    "((?:identical |non-identical )?(?:twins?|triplets?|quadruplets|quads))" ENDS },
	{ SUGGEST_RARE, 45, AT_LETTER, "few families share it", NULL,
	    "(adopted|adoption|adoptive|surrogacy|surrogate|donor conceived|special guardianship|"
	    "kinship carer|refugees?|asylum seekers?|unaccompanied minor|trafficked|gypsy|gypsies|"
	    "(?:irish |romany )?travellers?|showmen|bargee|witness protection|women's refuge|"
	    "military family|armed forces|deployed|raf|in prison|in custody|on remand|convicted|"
	    "life sentence|sectioned|tier (?:4|four)(?: (?:unit|bed))?|psychiatric (?:ward|unit)|"
	    "secure (?:unit|home)|inquest|manslaughter|murder(?:ed)?|house fire|car crash|"
	    "killed (?:himself|herself)|took (?:his|her) own life|suicide|stillborn|organ transplant|"
	    "(?:kidney|heart|liver|lung|bone marrow) transplant|transgender|trans (?:boy|girl)|"
	    "in the (?:papers?|news|local paper)|on the (?:news|radio|telly|tv)|"
	    "newspapers?|front page|petition|fundraiser|gofundme|justgiving)" ENDS },
	{ SUGGEST_RARE, 48, AT_LETTER, "an unusual condition", NULL,
	    "((?:(?!(?:has|have|had|with|got|and|the|a|an|is|his|her|of|my|rare|very|or|for|down|"
	    "downs|tourettes?|tourette|aspergers?|irritable|imposter) )"
	    "[\\p{L}'-]{3,20}[ -]){1,2}(?:syndrome|disease|dystrophy|deletion|duplication|"
	    "disorder of [\\p{L}]{3,20}))(?<!bowel syndrome)" ENDS },
	{ SUGGEST_RARE, 48, AT_LETTER, "an unusual condition", NULL,
	    "((?:rare|undiagnosed|life[ -]limiting|terminal|genetic|chromosomal|mitochondrial|"
	    "metabolic|degenerative) (?:[\\p{L}'-]{3,20} ){0,2}(?:condition|illness|disorder|disease|"
	    "syndrome|cancer))" ENDS },
	{ SUGGEST_RARE, 48, AT_LETTER, "an unusual condition", NULL,
	    "(leukaemia|neuroblastoma|medulloblastoma|brain tumou?r|cystic fibrosis|spina bifida|"
	    "hydrocephalus|microcephaly|achondroplasia|phenylketonuria|haemophilia|sickle cell|"
	    "thalassaemia|tracheostomy|gastroschisis|osteogenesis imperfecta|brittle bones?|"
	    "arthrogryposis|narcolepsy|selective mutism|batten|dravet|angelman|rett|williams|"
	    "prader[ -]willi|fragile x|digeorge|treacher collins|smith[ -]magenis|lennox[ -]gastaut|"
	    "ehlers[ -]danlos|duchenne|kabuki|noonan|cornelia de lange|tuberous sclerosis|"
	    "neurofibromatosis|albinism|(?:deaf[ -]?blind))"
	    "(?: syndrome| disease)?" ENDS "(?<!williams)" },
	{ SUGGEST_RARE, 40, AT_DIGIT, "many children in one family", NULL,
	    "((?:[5-9]|1\\d) (?:children|kids|siblings))" ENDS },
	{ SUGGEST_RARE, 40, AT_LETTER, "many children in one family", NULL,
	    "((?:five|six|seven|eight|nine|ten|eleven|twelve) (?:children|kids|siblings|brothers|"
	    "sisters))" ENDS },
};
const struct shape_table rare_shapes = { shapes, sizeof shapes / sizeof shapes[0] };
