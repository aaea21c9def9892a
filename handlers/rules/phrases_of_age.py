"""How people say of themselves that they are under 18, in softened text. Tables for `minors`."""

PIECES = {
    # Numbers. Below ten they count only beside "years old": "I'm 7" is rather a mark out of ten.
    "teens": r"1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen",
    "years": r"<teens>|[1-9]|one|two|three|four|five|six|seven|eight|nine",
    "18": r"18|eighteen",
    "nth": r"(?:[1-9]|1[0-7])th|(?:ten|eleven|twelf|thirteen|fourteen|fifteen|sixteen|seventeen)th",
    "end": r"(?=$|[.,;:!?)(…\"]| [-–—]|[^\w\s'%°/])",
    # English
    "i'm": r"\bi'm|\bi am|\bim|\bi m",
    "only": r"(?: <adverb>){0,3}",
    "adverb": (
        r"only|just|actually|really|literally|still|like|about|around|barely|currently|legit|honestly|so|also"
        r"|technically|already|secretly|now|in fact|a|aged|turning"
    ),
    "not of others": (
        r"\b(?=i)(?<!like )(?<!as if )(?<!as though )(?<!when )(?<!since )(?<!think )(?<!thinks )"
        r"(?<!thought )(?<!says )(?<!wish )"
    ),
    "old": r"[ -]?(?:years?|yrs?|y)[ -]?/?(?:old|o)\b(?!'?s\b)|[ -]years of age\b",
    "an age": r"(?!\w|\s?[%°]|[.,:/]\s?\d|\s?[-–]\s?\d|<bare years>|[ -](?:<unit>)\b| <plural>)",
    "bare years": r"\s(?:years?|yrs?)\b(?!\s(?:and|but|lol|now)\b)(?!\s?$|\s?[.,;!?])",
    "unit": (
        r"minutes?|mins?|hours?|hrs?|h|days?|weeks?|months?|seconds?|secs?|am|pm|o'clock|km|kg|kilos?|lbs?|k"
        r"|stone|pounds?|miles?|met(?:er|re)s?|cm|mm|inch|inches|foot|feet|ft|percent|per|out|of(?! age)|to"
        r"|down|up|short|behind|ahead|away|over|under|below|above|into|deep|late|early|times|more|less|x|hundred"
        r"|thousand|past|from|at heart|inside|in my (?:head|mind|heart)|again|or \w+ (?:min|hour|day)\w*"
    ),
    "plural": r"(?!mistress|miss|yes|always|sometimes|this|thats|unless|guess|years|yrs)[a-z]{3,}s\b",
    "lately": r"(?! (?:\w+ )?years ago| (?:back )?in (?:19|20)\d\d| long ago| back then| once\b)",
    "soon": r" (?:in|on|next|this|soon|tomorrow|later|at the)\b",
    "school": (
        r"(?:middle|high|secondary|junior high|elementary|primary) school\b(?! (?:teach|admin|educ|staff))"
    ),
    "goes on": (
        r"<end>| (?:and|but|so|here|lol|if|btw|actually|sorry|still|male|female|boy|girl|guy|m|f|from)\b"
    ),
    # German
    "zehn": r"1[0-7]|zehn|elf|zwolf|dreizehn|vierzehn|funfzehn|sechzehn|siebzehn",
    "achtzehn": r"18|achtzehn",
    "ich bin": r"\bich bin|\bbin ich|(?:^|[.,;!?] |und |aber )bin",
    "erst": (
        r"(?: (?:erst|nur|gerade|grade|grad|eigentlich|noch|schon|jetzt|ja|halt|knapp|leider|doch|ubrigens"
        r"|heute|bald)){0,3}"
    ),
    "und": r"<end>| (?:und|aber|lol|haha|also|ok|sorry|weiblich|mannlich|w|m|darf|ist|seit gestern)\b",
    # French
    "dix": r"1[0-7]|dix[- ]sept|dix(?![- ]?huit)|onze|douze|treize|quatorze|quinze|seize",
    "dix huit": r"18|dix[- ]huit",
    "j'ai": r"\bj(?:e n)?'?ai",
    "que": r"(?: (?:que|seulement|juste|a peine|deja|encore|tout juste|actuellement)){0,2}",
    "ans": r" ans\b(?! (?:d'|de\b|que\b|plus\b|dans\b))",
    # Spanish
    "diez": r"1[0-7]|diez|once|doce|trece|catorce|quince|dieciseis|diecisiete",
    "dieciocho": r"18|dieciocho",
    "solo": r"(?: (?:solo|solamente|apenas|ya|como|todavia|aun|recien)){0,2}",
    "anos": r" anos\b(?! (?:de|mas|menos|en|con|sin)\b)",
    "pronto": r"<end>| anos\b| (?:en|el|la|manana|pronto|este|hoy)\b",
}
PHRASES = r"""
<not of others><i'm><only> <teens>(?:y|yo)?<an age>
<not of others><i'm><only> (?:[a-z]+ )?<years><old>
<not of others>i(?:'ve| have)?<only>(?: recently)? turned <teens><an age><lately>
<not of others><i'm><only> (?:going to be|gonna be|about to be|about to turn) (?:<teens>|<18>)<an age>
<not of others>(?:<i'm><only>|i) (?:turn|turning) (?:<teens>|<18>)<an age>
\bi(?:'ll| will|ll) turn (?:<teens>|<18>)<an age>
\bi(?:'ll| will|ll) be (?:<teens>|<18>)(?: years old)?<soon>
\bi (?:won't|will not|wont) (?:be|turn) <18> (?:until|till|before|for)\b
\bi (?:haven't|havent|have not) (?:even )?turned <18>\b
<i'm><only> (?:under|below|almost|nearly|not yet|not quite|not even|not) <18><an age>(?! any ?(?:more|longer))
<i'm><only> (?:underage|under age|under-age|not (?:yet )?of (?:legal )?age|not an adult yet|not legal yet)\b
<i'm><only> (?:a )?(?:minor|child)<goes on>
<i'm><only> in (?:the )?(?:(?:[6-9]|1[01])th|sixth|seventh|eighth|ninth|tenth|eleventh) grade\b
<i'm><only> in <school>
\bi (?:still )?go to <school>
\bi(?:'m| am|m) a (?:freshman|sophomore|junior) (?:in|at) high school\b
\b(?:it's|it is|its|today is|today's|tomorrow is) my <nth> birthday\b
\bmy <nth> birthday (?:is|will be|was (?:yesterday|last|this|on \w+day))\b
\bmy (?:18|eighteen)th birthday is (?:in|on|next|tomorrow|soon|coming|only|still)\b
\bmy age(?: is|'s|:) ?(?:only |just )?<years><an age>
^(?:only |just )?<years><old><goes on>
^(?:1[0-7] ?/ ?[mf]|[mf] ?/ ?1[0-7]|1[0-7][mf] here)\b
<ich bin><erst> <zehn>(?: jahre? (?:alt|jung)\b| ?j\.|(?: jahre?)?<und>)
\bich bin (?!vor |damals )(?:\w+ ){0,3}<zehn> geworden\b
\bich werde(?: (?!als |um )\w+){0,3} (?:<zehn>|<achtzehn>)(?: jahre? alt\b|<und>)
<ich bin><erst> (?:minderjahrig|(?:unter|fast) <achtzehn>)\b
<ich bin><erst> (?:nicht|keine) (?:ganz )?(?:volljahrig|<achtzehn>)\b(?! mehr)
\bich (?:gehe|bin) (?:noch )?in (?:die|der) (?:[5-9]|10|11)\.? ?klasse\b
<j'ai><que> <dix><ans>
<j'ai> (?:pas (?:encore )?|moins de |bientot |presque )<dix huit> ans\b
\bje viens d'avoir <dix> ans\b
\b(?:je vais avoir|j'aurai) (?:bientot )?(?:<dix>|<dix huit>)<ans>
\bj'ai eu <dix> ans (?:hier|aujourd'hui|cette semaine|ce mois|la semaine derniere|le mois dernier)\b
\bje suis (?:encore )?mineure?(?:<end>| (?:et|mais|lol|mdr|desole)\b)
\bje suis (?:encore )?au college\b
\btengo<solo> <diez><anos>
\b(?:no tengo (?:aun |todavia )?|(?:aun|todavia) no (?:tengo|cumplo|he cumplido) )(?:los )?<dieciocho>\b
\btengo (?:casi|menos de) <dieciocho> anos\b
\bacabo de cumplir (?:los )?<diez>\b
\bcumpli <diez>(?: anos)? (?:ayer|hoy|la semana|el mes|este|hace (?:poco|unos dias|una semana))\b
\b(?:voy a cumplir|cumplo|cumplire) (?:los )?(?:<diez>|<dieciocho>)<pronto>
(?<!no )\bsoy menor(?: de edad\b|<end>| (?:y|pero)\b)
\bho(?: (?:solo|appena|ancora))* 1[0-7] anni\b(?! (?:di|in)\b)
(?<!non )\bsono (?:ancora )?minorenne\b
\btenho(?: (?:so|apenas|somente))* 1[0-7] anos\b(?! de\b)
(?<!nao )\bsou menor de idade\b
\bik ben(?: (?:pas|nog|maar|net|nu))* 1[0-7](?:(?: jaar(?: oud)?)?<end>| jaar oud\b| en\b)
\bik ben (?:nog )?minderjarig\b
\bmam(?: (?:tylko|dopiero|juz))* 1[0-7] lat\b(?! (?:dosw|wiecej|praktyki))
(?<!nie )\bjestem niepe[łl]noletni
\bмне(?: (?:только|всего|еще|уже|сеичас))* 1[0-7](?: (?:лет|год|года))?(?:<end>| (?:и|но|а)\b)
(?<!не )\bя (?:еще )?несовершеннолетн
\bмені(?: (?:тільки|лише|всього|ще|вже))* 1[0-7](?: (?:років|рік|роки))?(?:<end>| (?:і|и|але|а)\b)
\bя (?:ще )?неповнолітн
"""

HINT = (
    r"(?<!\d)(?:1[0-8]|[1-9])(?!\d)|\b(?:<years>|<18>|<zehn>|<achtzehn>|<dix>|<dix huit>|<diez>|<dieciocho>)"
    r"\b|min(?:or|eur|der)|menor|under|adult|legal|of age|grade|school|birthday|college|klasse|volljahrig"
    r"|niepe[łl]n|несовершен|неповнол"
)
"""What every one of the phrases has: a sentence without it need not be looked at."""

BORN = r"\bi(?: was|'m| am|m) born (?:in |on )?(?:[\w.,]+ ){0,3}(20\d\d)\b"
"""A year of birth that could be a minor's."""
