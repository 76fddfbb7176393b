"""Frames that sell: who offers what to whom, whatever the goods are called.

A frame is a firm that offers ("we now do …"), a reader who is led to want ("if you would
like to see …"), money near a thing ("the pair for eighty"), or a limit near an offer ("a few
slots left"). They name the roles, and leave gaps of few words for the goods.
"""

from typing import Final

from engine.outreach.patterns import any_of, command, gap, words

WE: Final = r"(?:we|i)"
TENS: Final = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
NUMBER: Final = (
    r"(?:(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|"
    rf"{TENS}|couple|of|few|and|hundred|thousand|\d{{1,7}})[ -]){{1,7}}"
)
AMOUNT: Final = (
    rf"(?:only |just |about )?(?:{TENS}|(?:a|one|two|three|four|five|six|seven|eight|nine|"
    r"a couple of|a few|several) (?:hundreds?|thousand|fortune)|\d{1,7})"
)
UNIT: Final = r"(?:hour|day|night|week|month|year|head|person|piece|pair|box|case)"
PLACES: Final = (
    r"(?:slots?|places?|spots?|seats?|tickets?|rooms?|tables?|appointments?|copies|pieces|"
    r"dates|openings?|vacanc(?:y|ies)|pairs|ones|items)"
)
GOODS: Final = (
    r"(?:range|collection|catalogues?|catalogs?|brochures?|line|models?|menu|products?|services?|courses?|"
    r"class(?:es)?|plans?|packages?|memberships?|subscriptions?|insurance|cover|software|app|"
    r"offers?|samples?|goods|stock|arrivals|selection|editions?|edition|showroom|shop|store)"
)
BOOKABLE: Final = (
    r"(?:fitting|viewing|inspection|consultation|demo|demonstration|test[ -]drive|massage|"
    r"appointment|survey|tasting|trial|session|treatment|service|check-?up|assessment|estimate|"
    r"quote|tour of (?:the|our) \w{2,20})"
)
GIVING: Final = (
    r"(?:help|assist|advise|show|quote|supply|serve|fit|install|build|deliver|arrange|reserve|"
    r"book|prepare|make|measure|estimate|offer|hold|keep|order|swap|replace|repair|do)"
)
COMPANY: Final = (
    r"(?:coffee|tea|lunch|breakfast|dinner|supper|a walk|a drink|cake|the children)"
)
PEOPLE_OF_OURS: Final = (
    r"(?:apprentices?|colleagues?|neighbou?rs?|dog|cat|baby|driver|cook|manager|director|"
    r"trainee|boss|house|home|garden|place|parrot|friends?|member|address|grandson|granddaughter)"
)
DISCOUNTED: Final = (
    r"(?:ten|fifteen|twenty|thirty|forty|fifty|a (?:fifth|third|quarter|tenth))"
)

INVITATION: Final = any_of(
    (
        words(
            rf"(?:let (?:me|us) know|tell (?:me|us)|say so|write|ring) (?:if|when|whether) you(?:'d| would)? (?:like|care|want|wish|fancy) (?:to (?:see|try|have|get|view|test|hear more|know more|receive)|one|some|more|any|an?\b)(?! {COMPANY})",
            rf"(?:let (?:me|us) know|get in touch|be in touch|contact (?:me|us)|ring|call|write) (?:if|when|whenever|should) you (?:ever )?(?:need|require) (?!(?:a hand|help|me|to talk|someone|anything, i mean)){gap(1)}\w{{2,20}}",
            r"(?:you know|you will know) where (?:to find us|we are|to find me)",
            r"(?:only|just|never more than) an? (?:phone )?(?:call|message|mail|e-mail) away",
            rf"{WE}(?:'d| would|'ll| will)(?: be)?(?: more than| only too| very| most)? (?:love|like|happy|glad|delighted|pleased|honoured) to {GIVING} (?:you|it|that|this|one|a|an|the|our|your){gap(0)}",
            r"(?:happy|glad|delighted|pleased|love) to (?:walk|take|talk|run|guide) you through",
            rf"what {gap(2)}(?:can|could|would|might) do for (?:you|your)",
            r"feel free to (?:try|browse|order|get in touch|contact|(?:drop|pop|stop|come) (?:in|by|over|round) (?:and|to) (?:try|see|look|browse|choose|test))",
            r"(?:don't|do not|never) hesitate to (?:get in touch|contact|call|ask|reach|write|ring)",
            rf"(?:have|take|come for|cast) an? (?:good |quick |little |first )?(?:look|browse|peek|glance) (?:at|round|around|through|over) (?:our|the new) {gap(2)}\w{{2,20}}",
            rf"(?:look|come) (?:at|and see|to see|see) (?:our|the) (?:new |latest )?{gap(2)}{GOODS}",
            r"(?:might|would|could|may) you (?:\w{2,12} )?be interested in(?! (?:joining|coming|walking|meeting))",
            r"(?:might|could|may|would) (?:\w{2,12} )?interest you",
            r"worth (?:your while|a look|a try|looking at)",
            r"have you (?:ever )?(?:thought|considered)(?: of| about)? (?:adding|upgrading|getting|having|switching|replacing|changing|ordering|buying|trying our|taking out)",
            r"(?:it is|it's|it may be|now is the) (?:high )?time (?:to|for you to) (?:think about )?(?:replac|renew|chang|upgrad|swap|book|order|stock|insur)\w{0,8}",
            r"(?:come (?:by|over|round)|drop by|call) and show you (?:what|our|how|the new)",
            r"show you (?:what we|our|the new|how (?:our|the new))",
            rf"{WE} could (?:easily |also |still )?(?:swap|fit|install|deliver|replace|supply|insure|renovate|repaint)",
            r"(?:just )?say the word",
            r"give (?:us|it|them|our \w{2,20}) a (?:try|go|chance|trial)",
            r"give (?:us|me) a (?:ring|call|shout|bell) (?:to|and we|for|if you need)",
            r"shall (?:i|we) (?:\w{2,10} )?(?:pencil|put|book|sign|reserve|hold|enrol) you",
            r"shall (?:i|we) (?:reserve|hold|set aside|put aside|order|keep) (?:it|one|them|two|some|a pair|a set)\b",
            rf"shall (?:i|we) (?:send|bring|draw up|prepare|get|show) (?:you )?{gap(1)}(?:quote|quotation|offer|estimate|samples?|brochure|catalogue|proposal|contract|details|options)",
            rf"(?:shall|could|can|should) (?:we|i) (?:set up|schedule|arrange|fix|organi[sz]e) a (?:short |quick |brief )?(?:call|meeting|demo|visit|{BOOKABLE}) (?:to|about|so|with|for)",
            r"(?:pencil you in|put you down|put your name down)",
            rf"(?:suit you for|time for|come (?:in )?for|arrange|book|fix|plan|offer you) (?:a|an|your|the) {gap(1)}{BOOKABLE}",
            r"you (?:can|could|may) (?:now |also |even |always |already )?(?:book|order|buy|reserve|sign up|register|shop|choose from|pay)",
            rf"(?:want|wish|need) {gap(2)}(?:{GOODS}) from us",
            r"(?:think of|keep|remember) us (?:first|in mind)",
            r"(?:so )?(?:do not|don't) (?:wait|leave it|hesitate) (?:too )?(?:long|late)",
        ),
        command(
            rf"(?:see|view|try|discover|explore|browse|enjoy|experience|taste|test) (?:our|the new) {gap(2)}\w{{2,20}}",
            r"try (?:it|them|one|us) (?:out |for )?(?:free|yourself|at home|on)",
            r"(?:click|tap|press|scan|swipe) (?:here|below|on)",
            r"(?:get|ask|write|call|ring) (?:us )?for (?:a|your|our) (?:free )?(?:quote|estimate|sample|brochure|catalogue)",
        ),
    )
)

BENEFIT: Final = any_of(
    (
        words(
            rf"(?:save|saves|spare|spares) you (?:up to )?{gap(2)}(?:hours?|time|money|trouble|work|days?|a fortune|hundreds|thousands|\d{{1,6}})",
            r"you (?:could|can|would|will|might|stand to) save",
            r"pays? for (?:itself|themselves)",
            rf"(?:nobody|no one|no-one|none) {gap(4)}(?:makes?|does|do|bakes?|builds?|sells?|offers?|delivers?) {gap(1)}(?:better|finer|cheaper|faster)",
            r"better than (?:ever before|it ever was|anything on the market|the competition)",
            r"voted (?:the )?best",
            r"(?:many|most|more and more|all|some) (?:of )?(?:our |other )?(?:people|customers|guests|clients|members|owners) (?:also |now |then )?(?:take|add|choose|go for|buy|order|pick|upgrade)",
            r"(?:would|might|will|could) (?:suit|fit|be (?:perfect|ideal|just right) for) you",
            r"deserves? (?:a|an|the) (?:\w{2,15} )?(?:new|proper|better|matching)",
            r"happen to have (?:just|exactly|one|a|the|some)",
            r"you (?:will not|won't) regret it",
            r"you(?:'re| are) (?:losing|wasting|throwing away|missing out on) (?:money|time|out)",
            rf"our (?:new |own |latest )?(?:machines?|software|system|method|tool|team|{GOODS}) (?:will|would|can|could|does|do|saves?|makes?|helps?)",
            rf"with (?:the|our) (?:premium|gold|plus|pro|full|new|annual) {gap(1)}\w{{2,20}}",
        ),
    )
)

SPREADING: Final = any_of(
    (
        words(
            r"tell (?:your|all your) (?:friends|colleagues|neighbou?rs|family|sister|brother) (?:about|of) (?:us|our)",
            rf"(?:pass|send|forward|share|show|give) (?:this|it|these|our {gap(2)}\w{{2,20}}|us|my name|our name|our number)(?: on| along)? (?:to|with) (?:anyone|anybody|someone|somebody|your friends|friends|a friend|whoever|people|others|everyone)",
            r"(?:leave|write|give|post|send|for|grateful for|appreciate)(?: us)? (?:a|your) (?:\w{2,10} )?(?:review|rating|testimonial|recommendation)(?! of (?:the|that) (?:book|film|concert|play))",
            r"(?:rate|review|recommend) us",
            r"(?:follow|like|find) us on",
            r"spread the word",
            r"put us on (?:your|the)",
            r"(?:send|bring) (?:them|him|her|people|your friends) (?:to us|along to us)",
        ),
    )
)

BY_FAMILY: Final = {
    "offer": any_of(
        (
            words(
                r"we(?:'re| are)? (?:now|also|even|now also) (?:also )?(?:do|doing|sell|selling|stock|stocking|carry|make|making|deliver|delivering|run|running|open|supply|cater|rent|hire|build|repair|teach|teaching)",
                r"we (?:deliver|stock|sell|supply|specialise|specialize)",
                rf"(?:our|the) (?:new|latest|spring|summer|autumn|winter|christmas) {gap(2)}(?:has|have|is|are) (?:just |finally |now )?(?:arrived|here|in\b|out\b|available|ready)",
                rf"our {gap(2)}{GOODS} (?:has|have|is|are) (?:just |finally |now )?(?:arrived|here|in|out|available|ready|open)",
                r"(?:proud|pleased|happy|delighted|thrilled) to (?:present|announce|introduce|offer)",
                rf"our new (?!{PEOPLE_OF_OURS}\b)\w{{2,20}}",
                rf"(?:attached|enclosed|enclose|attach|sent you|send you|made you|make you|give you|prepared) {gap(1)}(?:offer|quote|estimate|proposal|brochure|price list)",
                r"offer i made",
                r"(?:without|no)[ -]obligation",
                r"as an? (?:old|loyal|valued|regular|former) (?:customer|client|guest|member)",
                r"only for (?:our )?(?:regulars|members|friends of the house|old customers)",
                r"money back",
                rf"(?:take|add|adding|include|including) (?:the|our|a) {gap(2)}(?:plan|package|guarantee|cover|insurance|extra)",
            ),
        )
    ),
    "price": any_of(
        (
            rf"(?<![\w'-]){NUMBER}(?:euros?|pounds?|dollars?|francs?|quid|bucks|pence|cents)(?! of )(?!\w)",
            words(
                r"set (?:you|them) back",
                rf"(?:comes?|amounts?|works out|work out) (?:to|at) {AMOUNT}(?! (?:years|miles|kilomet|minutes|people|times))",
                rf"(?:starts?|starting) (?:at|from) {AMOUNT}(?! (?:years|o'clock|minutes|past))",
                rf"{WE} charge (?!nothing|the battery|my|our){gap(1)}\w{{1,20}}",
                rf"(?:pair|set|lot|both|it|them|one|box|case|all three|whole) (?:for|at) {AMOUNT}(?! (?:years|o'clock|minutes|people|of|miles|days|weeks|months))",
                rf"(?:at|for|from|costs?|is|are) {AMOUNT} (?:a|an|per) {UNIT}",
                r"(?:and|then) (?:it is|it's|they are|they're) (?:yours|gone)",
                r"(?:old|new|same|low|lower|reduced) rates?",
            ),
        )
    ),
    "discount": any_of(
        (
            rf"(?<![\w'-]){DISCOUNTED} ?(?:per cent|percent)? off(?!\w)",
            words(
                rf"knock {gap(5)}off",
                rf"(?:{WE}(?:'ve| have|'re| are)?) (?:just |now )?(?:reduced|lowered|cut|slashed|reducing|marked down) {gap(1)}(?:our|all|every|the|prices)",
                r"(?:get|have|buy) (?:the|a|your|it|them) (?:\w{2,15} ){0,3}for (?:less|free|nothing)",
                r"(?:do|make|give|get) you a (?:special|good|better|fair|friendly) (?:rate|price|deal)",
                rf"(?:first|second|third|next|delivery|postage|shipping) {gap(1)}(?:is|are) (?:on us|on the house|free)",
                rf"free for {gap(1)}(?:\d{{1,3}}|a|one|two|three|ten|fourteen|twenty|thirty|sixty|ninety) (?:days?|weeks?|months?|year)",
                rf"(?:test|try|keep|use) (?:it|them|the|our|one) {gap(2)}(?:at home|without obligation|for free|free)",
                rf"buy (?:one|two|three|four|any) {gap(2)}(?:and )?get",
                r"get one free",
            ),
        )
    ),
    "urgency": any_of(
        (
            words(
                rf"{PLACES} (?:still )?(?:left|remaining|remain|to spare|to fill|still open|available|open)(?! (?:on|in) our)",
                rf"{WE} (?:still |only |also )?(?:have|have got|hold) (?:still )?(?:a|an|one|a few|some|several|two|three|four|five|\d{{1,4}}) {gap(1)}{PLACES} (?:left|free|open|for|in|on|to)",
                r"(?:our|the) (?:last|next|only) (?:free|open|available) (?:week|day|date|slot|place|hour|month)",
                r"only (?:two|three|four|five|six|a few|a handful|a couple) (?:of the \w{2,15} ones |of them |of these )(?:left|remaining|remain)",
                r"(?:they are|they're|it is|places are|these are|they) (?:going|selling|go) (?:fast|quickly)",
                r"(?:the|this|our|my) (?:offer|price|deal|rate|sale|discount)(?: i made you| we made)? {0,1}(?:still )?(?:stands|holds|lasts|runs|ends|is good|is valid|is open)",
                rf"you (?:only |still )?have (?:only )?until {gap(2)}\w{{2,12}} to (?:secure|book|order|reserve|decide|sign|claim)",
                r"(?:secure|lock in|reserve|keep) (?:a|your|the) (?:place|seat|spot|old rate|rate|price|discount)",
                r"(?:sign up|order|book|register|enrol|decide|reply) (?:before|by|until) (?:the|monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|tonight|noon|midnight|\d)",
            ),
        )
    ),
    "link": any_of(
        (
            words(
                r"(?:details|information|more|pictures|prices|everything) (?:is|are|stands?)? ?(?:on|at) our (?:website|site|page|web shop|shop)",
                r"(?:sign up|subscribe) (?:for|to) (?:our|the) newsletter",
            ),
        )
    ),
}
