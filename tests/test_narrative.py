"""What the numbers of a sentence say. Every sentence is made for its test."""

import time

import pytest
from prose import mentions

from pipeline.model import Mention, Period, Role, Scope

ITEMS, WEBSITE, DOCUMENTS = "proactive.items", "proactive.items.website", "proactive.documents"
REQUESTS, REPLIES = "request.received", "reply.total"
REVIEW, SUIT = "reconsideration.total", "litigation.total"


def links(text: str, title: str | None = None) -> list[tuple[int, str | None]]:
    return [(int(m.quantity.value), m.indicator) for m in mentions(text, title)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年度主动公开政府信息316条。", [(316, ITEMS)]),
        ("我局全年共主动公开各类政府信息28条。", [(28, ITEMS)]),
        ("2008年以来共公开各类信息2088条。", [(2088, ITEMS)]),
        ("全年共发布各类政务信息120余条。", [(120, ITEMS)]),
        ("本年公开的政府信息有64条。", [(64, ITEMS)]),
        ("主动公开文件97条。", [(97, DOCUMENTS)]),
        ("局门户网站公开信息316条。", [(316, WEBSITE)]),
        ("在政府门户网站发布各类信息300条。", [(300, WEBSITE)]),
        ("通过政府网站、公告栏等渠道主动公开政府信息50条。", [(50, ITEMS)]),
        ("局微信公众号发布信息60条。", [(60, "channel.wechat")]),
        ("《某市日报》发布信息60条。", [(60, None)]),
        ("共受理2起依申请公开事项。", [(2, REQUESTS)]),
        ("2017年收到政府信息公开申请9件。", [(9, REQUESTS)]),
        ("受理依申请公开信息3件,均已答复。", [(3, REQUESTS)]),
        ("收到当面申请2件。", [(2, "request.received.in_person")]),
        ("9件申请均在法定期限内答复。", [(9, REPLIES)]),
        ("对申请答复7件。", [(7, REPLIES)]),
        ("因政府信息公开引起的行政复议1件。", [(1, REVIEW)]),
        ("制发规范性文件3件。", [(3, "normative.issued")]),
        ("收到人大代表建议3件、政协委员提案15件。", [(3, "proposal.deputies"), (15, "proposal.members")]),
        ("网站访问量达426310人次。", [(426310, "website.visits")]),
        ("开通微博、微信各1个,分别发布信息42条、36条。", [(1, None), (42, "channel.weibo"), (36, "channel.wechat")]),
        ("微信公众号推送信息21期93篇。", [(21, None), (93, "channel.wechat")]),
        ("通过微信、微博等新媒体发布信息50条。", [(50, "channel.new_media")]),
        (
            "收到申请9件,通过邮政寄送6件,互联网渠道提交3件。",
            [(9, REQUESTS), (6, REQUESTS + ".letter"), (3, REQUESTS + ".online")],
        ),
        ("行政诉讼一起。", [(1, SUIT)]),
        ("公文类信息90条,其中依申请公开20条。", [(90, "official_documents.items"), (20, "document.on_request")]),
        ("代表建议和委员提案分别为3件和15件。", [(3, "proposal.deputies"), (15, "proposal.members")]),
        ("共收到4件信息公开申请。", [(4, REQUESTS)]),
        ("在政府网站上共公开285条信息。", [(285, WEBSITE)]),
        ("通过某区公开网站主动公开政府信息32条。", [(32, WEBSITE)]),
        ("收到申请公开政府信息数0条。", [(0, REQUESTS)]),
        ("共受理政府信息公开申请0。", [(0, REQUESTS)]),
        ("政策解读稿件12篇。", [(12, "interpretation.articles")]),
        ("《条例》施行以来,累计主动公开信息313条。", [(313, ITEMS)]),
        ("主动公开文件58份,历年累计公开219份。", [(58, DOCUMENTS), (219, DOCUMENTS)]),
        ("历年累计受理依申请公开41件,其中2017年受理19件。", [(41, REQUESTS), (19, REQUESTS)]),
        ("受理依申请公开9件、答复8件。", [(9, REQUESTS), (8, REPLIES)]),
        ("行政复议2件、行政诉讼1件,历年累计分别为4件和3件。", [(2, REVIEW), (1, SUIT), (4, REVIEW), (3, SUIT)]),
        ("政府网站公开文件58份。", [(58, "proactive.documents.website")]),
        ("主动公开信息1500条,比2016年的1024条有所增加。", [(1500, ITEMS), (1024, ITEMS)]),
        # classes of documents, not requests and replies
        (
            "制作政府信息236条,其中主动公开158条,依申请公开54条,不予公开24条。",
            [(236, "document.produced"), (158, ITEMS), (54, "document.on_request"), (24, "document.withheld")],
        ),
        (
            "制作政府信息236条,主动公开158条、依申请公开54条。",
            [(236, "document.produced"), (158, ITEMS), (54, "document.on_request")],
        ),
        # not the agency's disclosure
        ("政府网站发布工作简讯47条。", [(47, None)]),
        ("另有不服行政处罚的行政复议7件、行政诉讼4件。", [(7, None), (4, None)]),
        ("劳动监察投诉举报1044宗。", [(1044, None)]),
        ("局网站发布工作动态类信息47条。", [(47, None)]),
        ("抽查主动公开信息30条。", [(30, None)]),
        ("依申请公开答复不规范2件。", [(2, None)]),
        ("设立了1个专门的信息公开申请受理点。", [(1, None)]),
        ("没有收到1件依申请公开的申请。", [(0, REQUESTS), (1, None)]),
        ("协助答复依申请公开4件。", [(4, None)]),
        ("公开环评文件42件。", [(42, None)]),
        ("主动公开市政府规章13件。", [(13, None)]),
        ("省厅网站转载信息18条。", [(18, None)]),
        ("减免学生书报费12万元。", [(12, None)]),
        ("每月公开信息5条。", [(5, None)]),
        ("清理出政府信息796934条,其中主动公开信息数7000条。", [(796934, "document.produced"), (7000, ITEMS)]),
        ("向上级报送信息595条。", [(595, "information.submitted")]),
        ("收到价格投诉举报123件。", [(123, None)]),
        ("编制依申请公开信息目录459条。", [(459, "catalogue.on_request")]),
        ("答复中,属于已主动公开范围12件。", [(12, "reply.already_public")]),
        ("走访企业412家,发放资料2000份。", [(412, None), (2000, None)]),
        ("一份文件计一条。", [(1, None), (1, None)]),
        ("没有1件行政复议。", [(0, REVIEW), (1, None)]),
    ],
)  # fmt: skip
def test_a_number_takes_the_nearest_phrase(text: str, expected: list[tuple[int, str | None]]) -> None:
    assert links(text) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("依申请公开政府信息情况", "2017年共收到5件。", [(5, REQUESTS)]),
        ("依申请公开情况", "依申请公开方面,全年共收到3件,答复3件。", [(3, REQUESTS), (3, REPLIES)]),
        ("主动公开政府信息情况", "全年共316条。", [(316, ITEMS)]),
        ("主动公开政府信息情况", "走访企业412家。", [(412, None)]),
        ("主动公开政府信息情况", "《某市日报》60条。", [(60, None)]),
        ("信息公开的形式", "《某市日报》发布信息60条。", [(60, None)]),
        ("主动公开政府信息情况", "办结27件。", [(27, None)]),
        ("主动公开政府信息情况", "业务动态类信息175条。", [(175, None)]),
        ("主动公开政府信息情况", "公布权责清单3105项。", [(3105, None)]),
        ("行政复议和行政诉讼情况", "这两类案件的累计数为0。", [(0, REVIEW), (0, SUIT)]),
        ("依申请公开情况", "受理12345热线诉求412件,答复412件。", [(412, None), (412, None)]),
        ("概述", "办理行政复议案件21件。", [(21, None)]),
        ("概述", "因信息公开引起的行政复议1件。", [(1, REVIEW)]),
        ("复议、诉讼情况", "行政复议1件。", [(1, REVIEW)]),
        ("复议、诉讼情况", "工伤认定行政复议31件。", [(31, None)]),
    ],
)
def test_an_empty_clause_is_completed_from_before(
    title: str, text: str, expected: list[tuple[int, str | None]]
) -> None:
    assert [pair for pair in links(text, title) if pair != (2, None)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年度没有依申请公开政府信息事项。", {REQUESTS}),
        ("2017年未收到政府信息公开申请。", {REQUESTS}),
        ("没有公众因政府信息公开对我局申请行政复议、提起行政诉讼。", {REVIEW, SUIT}),
        ("未发生有关信息公开的行政复议案、行政诉讼案和有关申诉案。", {REVIEW, SUIT, "complaint.received"}),
        ("政府信息公开行政复议、行政诉讼均无。", {REVIEW, SUIT}),
        ("依申请公开零申请。", {REQUESTS}),
        ("全年行政复议、行政诉讼数量均为零。", {REVIEW, SUIT}),
        ("没有接到群众要求公开政府信息的申请。", {REQUESTS}),
        ("没有因信息公开被申请行政复议或者提起行政诉讼。", {REVIEW, SUIT}),
        ("未收到依申请公开信息的咨询。", set()),
        ("没有收到申请公开政府信息的投诉。", set()),
        ("全年没有出现泄密。", set()),
        ("没有超期答复的申请公开事项咨询。", set()),
        ("如没有收到依申请公开的答复,可以投诉。", set()),
        ("减免金额未作统计。", set()),
    ],
)
def test_a_zero_is_stated_in_words(text: str, expected: set[str]) -> None:
    found = [m for m in mentions(text) if m.stated_zero]
    assert {m.indicator for m in found} == expected
    assert all(m.quantity.value == 0 and m.quantity.text for m in found)


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("依申请公开情况", "2017年无。", {REQUESTS}),
        ("行政复议、提起行政诉讼情况", "未发生。", {REVIEW, SUIT}),
        ("复议诉讼", "行政复议:无。", {REVIEW}),
        ("需要说明的事项", "无。", set()),
    ],
)
def test_a_bare_word_states_the_zero_of_its_heading(title: str, text: str, expected: set[str]) -> None:
    assert {m.indicator for m in mentions(text, title) if m.stated_zero} == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("因信息公开引起的行政复议、行政诉讼均为0件。", [REVIEW, SUIT]),
        ("没有发生行政复议,也没有发生行政诉讼,历年累计都是0件。", [REVIEW, SUIT, SUIT, REVIEW]),
        ("因信息公开提起行政复议、行政诉讼共3件。", [None]),  # a sum of both
        ("因信息公开提起行政复议、行政诉讼各1件。", [REVIEW, SUIT]),
    ],
)
def test_one_number_may_speak_for_several_indicators(text: str, expected: list[str | None]) -> None:
    assert [m.indicator for m in mentions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主动公开信息52条。", [Period.YEAR]),
        ("本年度公开信息52条,历年累计134条。", [Period.YEAR, Period.CUMULATIVE]),
        ("自《条例》实施至今,受理依申请公开2件。", [Period.CUMULATIVE]),
        ("2008年以来公开信息2088条。", [Period.CUMULATIVE]),
        ("2008年5月1日以来公开信息171条。", [Period.CUMULATIVE]),
        ("全年累计主动公开信息22条。", [Period.YEAR]),
        ("2017年,我局累计主动公开信息22条。", [Period.YEAR]),
        ("2017年公开信息20条,累计公开134条。", [Period.YEAR, Period.CUMULATIVE]),
        ("去年受理咨询6起。", [Period.PREVIOUS_YEAR]),
        ("2016年公开信息30条。", [Period.PREVIOUS_YEAR]),
        ("2012年公开信息30条。", [Period.OTHER]),
        ("截至2015年底历年累计875条。", [Period.OTHER]),
        ("截至2017年底,历年累计875条。", [Period.CUMULATIVE]),
        ("1-11月公开信息30条。", [Period.OTHER]),
        ("1至12月公开信息30条。", [Period.YEAR]),
        ("上半年公开信息30条。", [Period.OTHER]),
        ("自2008年5月1日至2017年12月31日,公开信息402条。", [Period.CUMULATIVE]),
        ("自2008年5月1日《条例》施行至2017年底,公开信息402条。", [Period.CUMULATIVE]),
        ("从2008年5月到2017年12月底公开信息402条。", [Period.CUMULATIVE]),
        ("从2008年5月到2016年12月底公开信息402条。", [Period.OTHER]),
        ("自2017年1月1日起至12月31日止,公开信息40条。", [Period.YEAR]),
        ("自2017年1月1日至2017年11月30日,公开信息40条。", [Period.OTHER]),
        ("今年以来公开信息40条。", [Period.YEAR]),
        ("2017年以来公开信息40条。", [Period.YEAR]),
        ("《条例》施行以来公开信息400条。", [Period.CUMULATIVE]),
        ("截至2017年12月31日,公开信息400条。", [Period.CUMULATIVE]),
        ("截至2017年11月,公开信息40条。", [Period.OTHER]),
        ("至2017年底累计公开信息400条。", [Period.CUMULATIVE]),
        ("2017年3月举办培训2次。", [Period.OTHER]),
        ("2017年1-11月公开信息40条。", [Period.OTHER]),
        ("近三年公开信息90条。", [Period.OTHER] * 2),
        ("明年力争公开信息150条。", [Period.OTHER]),
        ("受理9件,上年结转1件,答复10件。", [Period.YEAR] * 3),
        ("比2016年(68条)增加6条,公开信息74条。", [Period.PREVIOUS_YEAR, Period.YEAR, Period.YEAR]),
        ("公开信息52条(2016年为40条),其中文件20条。", [Period.YEAR, Period.PREVIOUS_YEAR, Period.YEAR]),
        ("截至目前,公开信息30条。", [Period.OTHER]),
        ("受理申请9件,比上年增加3件,其中信函6件。", [Period.YEAR] * 3),
        ("公开信息316条,比2016年增长26%,其中文件147条。", [Period.YEAR, Period.YEAR, Period.YEAR]),
        ("上一年为125条,与2016年的52条相比,增加12条。", [Period.PREVIOUS_YEAR, Period.PREVIOUS_YEAR, Period.YEAR]),
    ],
)  # fmt: skip
def test_the_period_is_that_of_the_nearest_cue(text: str, expected: list[Period]) -> None:
    assert [m.period for m in mentions(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年,我局累计主动公开信息22条。", (Period.YEAR, False)),
        ("截至2017年底,主动公开信息400条。", (Period.CUMULATIVE, False)),
        ("截至2017年底,累计主动公开信息400条。", (Period.CUMULATIVE, True)),
    ],
)
def test_a_bare_cumulative_may_be_doubtful(text: str, expected: tuple[Period, bool]) -> None:
    (found,) = mentions(text)
    assert (found.period, found.period_is_certain) == expected


@pytest.mark.parametrize(
    ("text", "agency", "expected"),
    [
        ("我局公开信息52条。", "某市商务局", Scope.OWN),
        ("公开信息52条。", "某市商务局", Scope.OWN),
        ("全市商务系统公开信息595条。", "某市商务局", Scope.AREA),
        ("全市公开信息595条。", "某市人民政府", Scope.OWN),
        ("全市形势良好。公开信息595条。", "某市商务局", Scope.UNKNOWN),
    ],
)
def test_a_number_is_given_in_somebodys_name(text: str, agency: str, expected: Scope) -> None:
    assert mentions(text, agency=agency)[-1].scope is expected


def parts(text: str) -> list[tuple[int, list[int]]]:
    """Each part's value with the values of its wholes."""
    found = mentions(text)
    by_no: dict[int, Mention] = {m.no: m for m in found}
    return [
        (int(m.quantity.value), [int(by_no[no].quantity.value) for no in m.wholes])
        for m in found
        if m.role is Role.PART
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开信息316条,其中公开文件147条。", [(147, [316])]),
        ("受理9件,其中当面申请2件、网上申请6件、信函1件。", [(2, [9]), (6, [9]), (1, [9])]),
        ("公开信息22条(机构类2条、法规类20条)。", [(2, [22]), (20, [22])]),
        ("政策解读27次,其中培训1次、座谈12场次、访谈4次、文章10条。", [(1, [27]), (12, [27]), (4, [27]), (10, [27])]),
        ("建议3件,提案15件,其中主办16件,协办2件。", [(16, [3, 15]), (2, [3, 15])]),
        ("建议21件、提案34件,合计55件。", [(21, [55]), (34, [55])]),
        ("受理申请9件。按申请方式分,当面2件,网上6件,信函1件。", [(2, [9]), (6, [9]), (1, [9])]),
        ("公开信息30条,其中网站20条、微信10条,回复留言5条。", [(20, [30]), (10, [30])]),  # the list ends at the comma
        ("公开信息30条,其中网站20条、微信9条。", [(20, [30]), (9, [30])]),  # closes in no reading: kept as printed
        ("公开信息30条,接待来访5人次,其中来电3人次。", [(3, [5])]),
        ("公开信息52条。其中制度好的科室受到表扬。", []),
        ("公开信息200条,其中网站135条,历年累计640条。", [(135, [200])]),
        ("公开信息5条,其中网站4条、微信1条,其中征地2条、供地3条。", [(4, [5]), (1, [5]), (2, [5]), (3, [5])]),
        ("收到申请20件,当面5件,网上10件,信函6件。", [(5, [20]), (10, [20]), (6, [20])]),
        ("公开信息100条,机构类10条、法规类20条。", [(10, [100]), (20, [100])]),
        ("在公开的100条信息中,机构类10条、法规类20条、动态类60条。", [(10, [100]), (20, [100]), (60, [100])]),
        ("机构类10条,政策类30条,动态类70条,合计100条。", [(10, [100]), (30, [100]), (70, [100])]),
        ("公开信息60条,其中甲20条(新增3条),乙40条(新增5条)。", [(20, [60]), (40, [60])]),
        ("行政复议6件,其中维持3件,撤销3件,驳回1件。", [(3, [6]), (3, [6]), (1, [6])]),
        ("受理申请9件,其中信函7件,当面2件,已答复9件,其中同意6件。", [(7, [9]), (2, [9]), (6, [9])]),
        ("主动公开信息30条。在主动公开的信息中,业务类信息20条,其他10条。", [(20, [30]), (10, [30])]),
        ("收到的48件申请(含上年结转6件)中,当面45件,网上3件。", [(6, [48]), (45, [48]), (3, [48])]),
        ("市级收到申请5件,县级收到申请8件,全市合计13件。", [(5, [13]), (8, [13])]),
        ("公开信息70条,工作动态66条,其他4条。", [(66, [70]), (4, [70])]),
        ("公开信息70条,工作动态66条,其他5条。", []),  # closes with nothing, and no word opens a list
        ("召开发布会4场,负责人出席1场;在线访谈3期,其中负责人参加1期。", [(1, [3])]),
        ("公开信息30条,其中文件20条,动态10条;另在报上公开7条。", [(20, [30]), (10, [30])]),
    ],
)  # fmt: skip
def test_parts_find_their_whole(text: str, expected: list[tuple[int, list[int]]]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the list closes with the year's total, whatever stands between
        ("新增公开信息30条,历年累计90条;其中网站20条,其他10条。", [Period.YEAR, Period.YEAR]),
        ("历年累计公开信息90条,其中2017年网站20条,其他10条。", [Period.YEAR, Period.YEAR]),
        ("历年累计公开信息90条,其中网站80条,其他10条。", [Period.CUMULATIVE, Period.CUMULATIVE]),
    ],
)
def test_a_part_has_the_period_of_its_total(text: str, expected: list[Period]) -> None:
    assert [m.period for m in mentions(text) if m.role is Role.PART] == expected


def test_a_list_that_closes_with_neither_total_leaves_the_period_open() -> None:
    found = mentions("公开信息512条,历年累计1377条;其中网站498条,公报36条。")
    assert [m.period_is_certain for m in found if m.role is Role.PART] == [False, False]


def test_what_follows_as_well_as_may_stand_beside_the_list() -> None:
    found = mentions("发布信息25条,其中文件20条、资讯5条,以及按季公布的动态4条。")
    assert [m.part_is_certain for m in found if m.role is Role.PART] == [True, True, False]


def test_an_open_list_may_be_short() -> None:
    found = mentions("公开信息52条,其中机构类10条、法规类20条等。")
    assert [m.open_list for m in found if m.role is Role.PART] == [True, True]


def test_a_share_knows_its_part_and_its_whole() -> None:
    found = mentions("主办的16件,协办的2件。评为A的8件,占主办件数的50%。")
    share = found[-1]
    by_no = {m.no: int(m.quantity.value) for m in found}
    assert (share.role, by_no[share.operand or 0], [by_no[no] for no in share.wholes]) == (Role.PERCENT, 8, [16])


def test_shares_given_in_order_are_of_the_counts_in_order() -> None:
    found = mentions("公开信息1000条,其中甲200条、乙300条、丙500条,分别占20%、30%、50%。")
    by_no = {m.no: int(m.quantity.value) for m in found}
    shares = [(int(m.quantity.value), by_no[m.operand or 0], m.wholes) for m in found if m.role is Role.PERCENT]
    assert shares == [(20, 200, (found[0].no,)), (30, 300, (found[0].no,)), (50, 500, (found[0].no,))]


def test_a_difference_knows_its_operands() -> None:
    found = mentions("法定时限153个,承诺时限80个,压缩时限73个,平均压缩比例48%。")
    difference, share = found[2], found[3]
    assert (difference.role, difference.wholes) == (Role.DIFFERENCE, (found[0].no, found[1].no))
    assert (share.operand, share.wholes) == (difference.no, (found[0].no,))


@pytest.mark.parametrize(
    ("text", "operand", "base", "falls"),
    [
        ("发布信息316条,比2016年增长26%。", 316, 2016, False),
        ("发布的信息比2016年增长26%,达到316条。", 316, 2016, False),
        ("发布信息316条,同比下降5%。", 316, 2016, True),
        ("发布信息316条,较上年增加12条。", 316, 2016, False),
        ("发布信息316条,是去年的1.5倍。", 316, 2016, False),
        ("发布信息74条,比2016年(68条)增加6条。", 74, 2016, False),
        ("主动公开信息316条,微信发布60条,主动公开数比上年增加29条。", 316, 2016, False),
    ],
)
def test_a_growth_knows_what_grew(text: str, operand: int, base: int, falls: bool) -> None:
    found = mentions(text)
    growth = next(m for m in found if m.role in (Role.GROWTH, Role.MULTIPLE))
    by_no = {m.no: int(m.quantity.value) for m in found}
    assert (by_no[growth.operand or 0], growth.base_year, growth.falls) == (operand, base, falls)


def test_a_level_is_no_growth() -> None:
    assert [m.role for m in mentions("办结率提高到98%。")] == [Role.PERCENT]


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("与《某市侨报》合办专版,发布12期信息。", "《某市侨报》"),
        ("调整后的行政权力事项62项。", "行政权力事项"),
        ("走访企业412家。", ""),
        ("自《条例》实施以来受理3件。", ""),
    ],
)
def test_a_topic_is_a_title_or_a_long_noun(text: str, topic: str) -> None:
    assert mentions(text)[0].topic == topic


def test_every_mention_cuts_its_number_out_of_the_text() -> None:
    text = "今年发布信息１，２３４条,\n占78%。没有收到依申请公开事项。"
    found = mentions(text)
    assert [text[m.place.start : m.place.end] for m in found] == [m.quantity.text for m in found]
    assert [m.quantity.text for m in found] == ["１，２３４条", "78%", "没有收到依申请公开事项"]


@pytest.mark.parametrize("stop", ["、", "。"])
def test_a_text_of_numbers_takes_time_in_proportion(stop: str) -> None:
    def seconds(count: int) -> float:
        text = "公开信息3条" + f"{stop}公开信息3条" * count + "。"
        begun = time.perf_counter()
        mentions(text)
        return time.perf_counter() - begun

    seconds(10)  # dictionaries
    assert seconds(1600) < 12 * seconds(400)


def test_a_shared_number_is_printed_once() -> None:
    first, second = mentions("因信息公开引起的行政复议、行政诉讼均为0件。")
    assert (first.shares, second.shares) == (None, first.no)
    assert first.place == second.place
