"""The families of words that give away a message that sells.

Each family has a question to ask back, and patterns on folded text. ``STRONG`` patterns
sell alone; ``WEAK`` ones only beside a weak one of another family. Where a pattern has a
group, the group is what is shown. Words and phrases stand here, and who offers what to
whom in ``engine.outreach.frames``.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from engine.outreach import frames
from engine.outreach.patterns import AMOUNT, MONEY, any_of, command, words


@dataclass(frozen=True, slots=True)
class Family:
    """Words of one kind: what they do, what to ask, and what they look like."""

    code: str
    title: str
    question: str
    strong: re.Pattern[str] | None = None
    weak: re.Pattern[str] | None = None


OBJECT: Final = r"(?:now|today|yours?|your|one|two|it|them|more|online|here|by|before|direct|from us|again|through|at|the same)"
THING_TO_BOOK: Final = r"(?:demo|call|tour|consultation|consultancy|slot|seat|place|ticket|tickets|test drive|trial|appointment|meeting with our|workshop)"

BY_WORDS: Final = (
    Family(
        "order",
        "Telling somebody to buy",
        "This tells them to buy. What would you write if there were nothing to sell?",
        any_of(
            (
                command(
                    rf"(?:buy|order|purchase|shop|reserve|pre-order|preorder|rent|hire) {OBJECT}",
                    r"(?:buy|purchase|subscribe|pre-order|preorder|enrol|enroll|redeem)",
                    r"order (?:the|our|a|an|this|these|some)",
                    r"shop (?:the|our|for)",
                    rf"(?:book|schedule|arrange|reserve|request|make|secure|get) (?:a|an|your|the|my|our)(?: free| short| quick)? {THING_TO_BOOK}",
                    r"(?:sign up|register(?! offices?)|upgrade)(?: now| today| here| online| for| to| with| by| at)?",
                    r"(?:add|put) (?:it|them|this|one) (?:in|to|into) (?:your|the) (?:basket|cart|bag)",
                    r"get (?:yours|your (?:tickets?|copy|box|discount|voucher|free|own))",
                    r"(?:grab|claim|snap up|pick up|get hold of) (?:your|yours|one|this|our|a)",
                    r"(?:join|become|start|switch|try us|try it|renew)(?: to us| one| a member)?,? (?:now|today|free|for free|for only)",
                    r"switch to our",
                    r"pay (?:in|by|only|less|just|now)",
                    r"(?:act|decide|hurry) (?:now|fast|soon|today)",
                    r"try us",
                ),
                words(
                    r"(?:buy|order|shop|book|subscribe|sign up|register|join|upgrade|call|call us|act|click|reserve|save) (?:now|today)",
                    r"place (?:an|your|another|the|a new) order",
                    r"take your order",
                    r"check ?out (?:now|here|today)",
                    r"add to (?:your )?(?:basket|cart|bag)",
                    r"(?:sign up|register|enrol) (?:today|now|here|for (?:our|a|the))",
                ),
            )
        ),
        any_of((words(r"order here", r"order online", r"hurry", r"contract"),)),
    ),
    Family(
        "asking",
        "Asking for an order",
        "This asks for an order. What would you ask if you only wanted to know how they are?",
        any_of(
            (
                words(
                    r"(?:would you|do you want|would anyone|if you(?:'d| would)?) ?(?:like to|care to|wish to|want to|to)? ?(?:buy|order|purchase|subscribe|upgrade|renew|re-?order|sign up|sign)(?! a book)",
                    r"(?:interested in|thinking of|considering|ready for) (?:buying|ordering|purchasing|renewing|subscribing|upgrading|our|a demo|a quote|a trial|an offer)",
                    r"(?:can|may|could) (?:i|we) (?:interest you in|put you down|sign you up|send you (?:a|our|the) (?:quote|quotation|offer|proposal|price list|brochure|catalogue|catalog|contract))",
                    r"(?:shall|should) (?:i|we) (?:put you down|sign you up|reserve one|book you|send (?:you )?(?:the|a|our) (?:contract|quote|quotation|offer|proposal|invoice|order))",
                    r"ready to (?:buy|order|purchase|sign|start|subscribe|upgrade)",
                    r"time to (?:renew|re-?order|order|upgrade|buy|stock up)",
                    r"(?:want|wish|like|need|going) to (?:buy|order|purchase|re-?order)(?: (?:one|it|them|again))?[?]",
                    r"which (?:one )?(?:do )?you (?:want|would like) to (?:buy|order)",
                    r"(?:renew|extend|extending|renewing) your (?:contract|subscription|membership|plan|order)",
                    r"win you back",
                    r"our sales team",
                    r"let me know if you need (?:more|another|any)",
                    r"don't hesitate to (?:order|buy|book|contact our)",
                    r"reply (?:yes|to claim|with yes)",
                ),
            )
        ),
    ),
    Family(
        "price",
        "A price",
        "A price makes it an offer. Would the story stand without it?",
        any_of(
            (
                rf"[€£$¥₹] ?{AMOUNT}",
                rf"(?<!\w){AMOUNT} ?{MONEY}(?! of\b)(?!\w)",
                words(
                    r"(?:our|special|low|lower|lowest|best|better|good|great|fair|competitive|reduced|half|full) (?:prices?|rates?|fees?|tariffs?)",
                    r"price list",
                    r"prices? (?:start|starts|goes up|go up|rises?|from)",
                    r"pricing",
                    r"priced at",
                    r"(?:the )?(?:cheapest|bargains?|affordable|inexpensive)",
                    r"(?:costs?|for) (?:only|just|nothing|next to nothing)(?! because)",
                    r"at no (?:extra )?(?:charge|cost)",
                    r"instalments?",
                    r"(?:very )?competitive (?:rate|price|offer)",
                ),
            )
        ),
        any_of((words(r"prices?", r"cheaper", r"costs?", r"fees?", r"per person"),)),
    ),
    Family(
        "discount",
        "A discount",
        "A discount is an offer in disguise. What have they of the message without it?",
        any_of(
            (
                rf"(?<!\w){AMOUNT} ?(?:%|percent|per cent) (?:off|discount|cheaper|less|rabatt)(?!\w)",
                rf"(?<!\w)save (?:up to )?(?:[€£$] ?)?{AMOUNT}",
                words(
                    r"discount(?:s|ed)?",
                    r"rebate",
                    r"(?:promo|promotion|promotional|discount|coupon|voucher) ?codes?",
                    r"vouchers?",
                    r"coupons?",
                    r"gift cards?",
                    r"cash ?back",
                    r"use (?:the |this |my |our )?code",
                    r"half[ -]price",
                    r"on sale(?: now)?",
                    r"(?:our|the|a|an|spring|summer|autumn|winter|anniversary|closing|christmas|black friday|end of season) (?:\w{1,12} )?sale(?:s)?(?! of\b)",
                    r"clearance",
                    r"everything must go",
                    r"(?:buy|order) (?:one|two|three),? (?:and )?get",
                    r"two for (?:one|the price)",
                    r"2 for 1",
                    r"free (?:trial|delivery|shipping|sample|samples|gift|consultation|check|quote|month|demo|estimate)",
                    r"(?:shipping|delivery) is (?:free|on us)",
                    r"(?:deliver|delivers|ship|try it|yours) (?:for )?free",
                    r"special (?:offer|price|deal|rate|terms|conditions)",
                    r"early[ -]bird",
                    r"promotion",
                ),
            )
        ),
        any_of(
            (
                rf"(?<!\w){AMOUNT} ?(?:%|percent|per cent)(?!\w)",
                words(r"sale", r"reduced", r"for free", r"free of charge", r"cheap"),
            )
        ),
    ),
    Family(
        "offer",
        "An offer, or what you sell",
        "This is about what you sell. What is it about if it is about them?",
        any_of(
            (
                words(
                    r"(?:our|an|exclusive|attractive|the|this|personal|launch) offers?(?! of (?:an? )?(?:job|place|seat|lift|bed|help|friendship|marriage|peace))(?: of| for| to| will| is| ends)?",
                    r"we (?:now |also |can |could )?offer",
                    r"we are offering",
                    r"can offer you",
                    r"(?:a|free|the|our|request a|send a) (?:quote|quotation|estimate)",
                    r"quotation",
                    r"our (?:proposal|brochure|catalogue|catalog|price list|newsletter|web ?shop|online shop|products?|product range|assortment|showroom)",
                    r"(?:the|our|new|autumn|spring|summer|winter) (?:catalogue|catalog|brochure)",
                    r"our (?:latest|newest|best-selling|bestselling|spring|summer|autumn|winter|premium) \w{2,20}",
                    r"(?:a )?new (?:product|range|collection|line of|product line|model range|software version|service of ours)",
                    r"we(?:'ve| have)? (?:just |now )?launched",
                    r"(?:now|available) (?:available|again|in stock|for sale)",
                    r"(?:back in|in|left in) stock",
                    r"for sale",
                    r"new arrivals",
                    r"best ?-?sellers?",
                    r"(?:exclusive|great|best|special|hot) deals?(?! of\b)(?! with\b)",
                    r"money[ -]back",
                    r"no obligation",
                    r"(?:premium|paid) (?:plan|members?|membership|workshop|subscription)",
                    r"(?:a|your|our) subscription",
                    r"(?:maintenance|service|payment) (?:contracts?|plans?|packages?)",
                    r"would suit you perfectly",
                    r"special rate",
                ),
            )
        ),
        any_of(
            (
                words(
                    r"our (?:product|service|solution|team|company|store|shop|website|course|app)s?",
                    r"offers?",
                    r"guarantee[ds]?",
                    r"exclusive",
                    r"solution",
                    r"available",
                    r"premium",
                    r"subscription",
                    r"valued customer",
                    r"attached",
                ),
            )
        ),
    ),
    Family(
        "urgency",
        "Making it urgent",
        "This makes them hurry. Whose hurry is it?",
        any_of(
            (
                words(
                    r"limited[ -]time",
                    r"for a (?:limited|short) time",
                    r"while (?:stocks?|supplies) lasts?",
                    r"(?:only|just) \d{1,6} (?:left|remaining|available|places|seats|spots)(?! (?:in|on|of|until|till|before) )",
                    r"\d{0,3} ?places left",
                    r"(?:places|seats|spaces|stocks?|numbers) (?:is|are) limited",
                    r"limited (?:places|seats|spaces|stock|edition|offer)",
                    r"last (?:chance|call) (?:to|for)",
                    r"act (?:now|fast)",
                    r"don't miss out",
                    r"today only",
                    r"this week only",
                    r"selling fast",
                    r"(?:offer|deal|sale|promotion|discount|rate|clearance) (?:ends|expires|runs out|closes)",
                    r"expires (?:tonight|today|tomorrow|soon|on)",
                    r"before it(?:'s| is) (?:gone|too late|sold out)",
                    r"before it expires",
                    r"will not come again",
                ),
            )
        ),
        any_of(
            (
                words(
                    r"last chance",
                    r"don't miss",
                    r"hurry",
                    r"(?:ends|expires) (?:on|tonight|at midnight|tomorrow|soon)",
                    r"until (?:saturday|sunday|friday|the end of)",
                    r"before (?:friday|monday|it ends)",
                ),
            )
        ),
    ),
    Family(
        "link",
        "A link that leads to a shop, or a click asked for",
        "A link to a shop is a call to action. Could you tell it instead?",
        any_of(
            (
                r"(?:https?://|www\.)[^\s]{0,200}?(?:shop|store|buy|cart|checkout|basket|order|pric|product|offer|deal|promo|sale|discount|coupon|utm_|[?&]ref=|signup|subscribe|join)",
                words(
                    r"(?:click|tap)(?: on)? (?:here|below|the link|this link|the button|this)",
                    r"(?:follow|through|via|use) (?:the|this) link(?: below)?",
                    r"link (?:below|in (?:our|my|the) bio)",
                    r"(?:visit|check out|browse|discover|explore|see|come to) our (?:new )?(?:\w{1,12} )?(?:shop|store|website|web shop|site|page|range|collection|catalogue|showroom|offers?)",
                    r"come to the store",
                    r"scan the code",
                    r"(?:call|ring|phone|contact) us (?:on|at|now|today)",
                    r"download (?:the|our|your) (?:catalogue|catalog|brochure|app|price list)",
                    r"learn how we can",
                    r"discover the",
                ),
            )
        ),
        any_of((r"(?:https?://|www\.)[^\s]{1,200}",)),
    ),
)


# Not a list of words: ``engine.outreach.leaning`` weighs how the whole is written.
TURNS: Final = Family(
    "turns",
    "Written as letters that sell are",
    "Letters that sell are written like this. Does it offer, praise or ask for something "
    "of yours?",
)


def framed(family: Family) -> Family:
    """Add to the words of a family what sells by who offers what to whom."""
    extra = frames.BY_FAMILY.get(family.code)
    if extra is None or family.strong is None:
        return family
    return replace(family, strong=any_of((extra.pattern, family.strong.pattern)))


FAMILIES: Final = (
    *(framed(each) for each in BY_WORDS),
    Family(
        "invitation",
        "A soft call to action",
        "This leads them to what you sell, however gently. What would you ask a friend?",
        frames.INVITATION,
    ),
    Family(
        "benefit",
        "Praise of what you sell",
        "This praises what you sell. What did they tell you the last time?",
        frames.BENEFIT,
    ),
    Family(
        "spreading",
        "Asking to spread the word",
        "This makes them sell for you. Could you ask in a talk, on the right occasion?",
        frames.SPREADING,
    ),
    TURNS,
)
