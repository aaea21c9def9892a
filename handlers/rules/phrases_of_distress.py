"""How people say that they are in danger, from themselves or from others, in softened text. Tables for
`distress`. Figures of speech ("this task is killing me", "I died laughing"), mishaps ("I cut myself shaving")
and play are kept out on purpose."""

PIECES = {
    "i": r"\bi(?:'m|'ve|'d|'ll)?(?: \w+){0,3}",
    "i don't": r"\bi (?:don't|do not|dont)",
    "i can't": r"\bi (?:can't|cannot|cant)",
    "want to": (
        r"want(?:ed)? to|wanna|going to|gonna|thinking (?:about|of)|think (?:about|of)|thought (?:about|of)"
        r"|plan(?:ning|ned)? (?:to|on)|planning|about to|decided to|ready to|tempted to|tried to|trying to"
        r"|wish i could|might|have to|need to"
    ),
    "figure": (
        r" (?:of|from|with|out of|laughing|in peace|for (?:an?|some|that|this)|already|on this hill)\b"
    ),
    "kill myself": (
        r"kill(?:ing)? myself\b(?! (?:laugh|over|with|at work|for|to get|in the gym|training))"
        r"|commit(?:ting)? suicide|end(?:ing)? my (?:own )?life"
        r"|end(?:ing)? it all(?=$|[.,!?]| now| tonight| today)|suicide\b|overdos(?:e|ing)\b"
        r"|tak(?:e|ing) my (?:own )?life"
        r"|hang(?:ing)? myself|shoot(?:ing)? myself\b(?! in the foot)|drown(?:ing)? myself\b(?! in)"
        r"|jump(?:ing)? (?:off|from) (?:a|the|this) (?:bridge|roof|building|balcony)"
    ),
    "harm myself": (
        r"(?:hurt|harm)(?:ing)? myself\b(?! (?:by|accident|at the|playing|while|in training|lifting))"
        r"|cut(?:ting)? myself\b(?! (?:shaving|while|off|some|a|accident|on|with the|down))"
        r"|self[- ]?harm(?:ing)?\b"
    ),
    "too many": r"(?:all (?:of )?(?:my|the)|too many|a lot of|a whole \w+ of)",
    "he": r"he|she|they|somebody|someone|my <relation>",
    "relation": r"(?:husband|wife|partner|boyfriend|girlfriend|father|mother|dad|mum|mom|ex)",
    "threatening": r"(?:going to|gonna|trying to|threatening to) (?:kill|stab|shoot|seriously hurt)",
    "no game": r"(?! (?:at|to|in|with|on|when|if|by|because i)\b)",
    "ich will": r"\bich (?:will|werde|mochte|wollte|muss)(?: \w+){0,3}",
    "je veux": r"\bje (?:veux|vais|voudrais|voulais|pense a)(?: \w+)?",
    "quiero": r"\b(?:quiero|voy a|pienso en|queria)",
}

SELF_HARM = r"""
<i> <want to> (?:<kill myself>)
<i> <want to> (?:<harm myself>)
\bi(?: \w+){0,2} (?:want to|wanna) (?:die|be dead)\b(?!<figure>)
\bi(?:'m| am) (?:suicidal|going to kill myself)\b
\bi(?: \w+){0,2} (?:feel|feeling|felt|been) suicidal\b
\bsuicidal (?:thoughts|feelings)\b
\bi(?:'m| am|'ve been| have been) (?:cutting|burning) myself\b(?! (?:off|some))
\bi(?:'m| am|'ve been| have been) self[- ]?harming\b
\bi (?:cut|burned|burnt) myself (?:on purpose|again to|because|so that|to feel)\b
\bi(?: have| just|'ve)? (?:took|taken|swallowed) <too many> (?:\w+ )?pills\b
\bi(?: have|'ve)?(?: just)? overdosed\b
<i don't> (?:want to|wanna) (?:live|be alive|exist|wake up|be here) (?:any ?more|any longer|tomorrow)\b
<i don't> (?:want to|wanna) (?:live|be alive|exist)(?=$|[.,!?])
<i can't> (?:go on|live) (?:like this )?any ?more\b
\b(?:no|any) (?:reason|point) (?:to live|in living|to go on living|in being alive)\b
\bi(?:'d| would) be better off dead\b
\b(?:they|you|she|he|everyone|everybody|the world)(?:'d| would)(?: all)? be better off (?:without me|if i)\b
\bi wish i (?:was|were) dead\b|\bi wish i(?:'d| had| was| were) never (?:been )?born\b
<ich will> (?:mich (?:umbringen|toten|erhangen)|mir das leben nehmen)\b
\bich (?:bringe|bring) mich um(?! den)\b|\bich nehme mir das leben\b
\bich (?:will|mochte) (?:\w+ )?(?:sterben|tot sein)\b
\bich (?:will|mochte|kann) (?:so )?nicht mehr leben\b
\bich (?:verletze|schneide) mich (?:selbst|wieder|absichtlich)\b|\bich ritze? mich\b
\bsuizidgedanken\b|\bselbstmordgedanken\b|\bich bin suizidal\b
\bich denke (?:\w+ ){0,2}an (?:selbstmord|suizid)\b
\bich (?:hab|habe) (?:alle meine|zu viele|alle) (?:\w+)?tabletten (?:genommen|geschluckt)\b
<je veux> (?:me (?:tuer|suicider|pendre)|mourir|en finir avec la vie)\b(?! de)
\bje (?:ne )?veux plus vivre\b|\bj'ai envie de (?:mourir|me tuer)\b(?! de)|\b(?:pensees|idees) suicidaires\b
\bje me (?:scarifie|mutile)\b|\bj'ai avale (?:tous|toutes|trop de|une boite)\b
<quiero> (?:morir(?:me)?|matarme|suicidarme|quitarme la vida|ahorcarme)\b(?! de)
\bno quiero (?:seguir viviendo|vivir mas)\b|\bya no quiero vivir\b|\bpensamientos suicidas\b
\bme (?:estoy cortando|corto a proposito|autolesiono)\b|\bme he tomado todas las pastillas\b
"""

DANGER = r"""
\bi(?:'m| am) in (?:real |serious |great )?danger\b
\bi(?:'m| am) (?:not safe|unsafe) (?:here|at home|with (?:him|her|them))\b
\b(?:he|she|they|somebody|someone|my (?:husband|partner|wife|ex))(?:'s|'re| is| are)? <threatening> me\b
\b<he> (?:beats|hits|keeps (?:beating|hitting)|is (?:beating|hitting)) me\b<no game>
\b<he> (?:raped|is raping|has raped) me\b
\bi(?:'ve been| was| got| have been) (?:raped|sexually assaulted|beaten up)\b
\b(?:won't|doesn't|does not|will not|wont) let me (?:leave the house|out of the house|go home)\b
\bi(?:'m| am) being held against my will\b|\bi(?:'m| am) (?:locked in|trapped) and (?:can't|cannot)\b
\b(?:please )?call (?:the police|an ambulance|911|112|999)(?: now| for me| please)?(?=$|[.!,])
<i can't> breathe\b(?!.{0,16}laugh)
\bi(?:'m| am) bleeding (?:badly|heavily|a lot)\b
\bi (?:think i(?:'m| am)|might be) having a (?:heart attack|stroke|seizure)\b
\bich bin in gefahr\b|\ber (?:schlagt|wurgt|bedroht) mich(?=$|[.,!?]| wieder| jed)
\b(?:er|sie) will mich umbringen\b
\bich (?:wurde|bin) vergewaltigt(?: worden)?\b|\bruft? (?:bitte )?(?:die polizei|einen krankenwagen)\b
\bich (?:kriege|bekomme) keine luft\b|\bich blute (?:stark|heftig)\b
\bje suis en danger\b|\bil me (?:frappe|bat|menace)\b(?! de| aux| au| a)|\bil va me tuer\b
\bj'ai ete violee?\b
\bappele[zr] (?:la police|une ambulance|le samu)\b|\bje n'arrive (?:pas|plus) a respirer\b
\bestoy en peligro\b|\b(?:el|mi marido|mi novio|mi pareja) me (?:pega|golpea|amenaza)\b|\bme quiere matar\b
\bme (?:violaron|han violado)\b|\bllam[ae]n? a (?:la policia|una ambulancia)\b|\bno puedo respirar\b
"""

HINT = (
    r"kill|suicid|\bdie\b|dead|life|live|alive|harm|hurt|\bcut|overdos|pills|born|jump|drown|hang|shoot|exist"
    r"|end it|wake up|go on|better off|burn|danger|safe|beat|\bhit|stab|rape|raping|assault|let me|locked"
    r"|trapped|held|ambulance|911|112|999|breathe|bleed|attack|stroke|seizure|umbring|leben|\btoten|erhang"
    r"|sterben|tot sein|bringe? mich|verletze|ritz|schneide|suizid|selbstmord|tabletten|gefahr|schlagt|wurgt"
    r"|bedroht|vergewaltigt|polizei|krankenwagen|keine luft|blute|tuer|mourir|pendre|en finir|vivre|scarifie"
    r"|mutile|avale|frappe|\bbat\b|menace|viole|police|samu|respir|morir|matar|vivir|viviendo|pastillas|\bcort"
    r"|autolesion|peligro|pega|golpea|amenaza|violaron|violado|policia|ambulancia|quitarme|ahorcarme"
)
"""What every one of the phrases has: a text without it need not be looked at."""
