"""Refusals, chatter, error messages and admissions are found wherever they stand; papers about such things pass."""

from dataclasses import replace

import pytest
from saying import SENTENCE, errors, found

from digestgen.checks.admissions import admits_missing
from digestgen.checks.chatter import chatter, english_remark, first_person
from digestgen.checks.echo import chat_token
from digestgen.checks.examples import SOUND
from digestgen.checks.failures import error_text
from digestgen.checks.fragments import json_fragment
from digestgen.checks.language import english_text
from digestgen.checks.markup import html
from digestgen.checks.phrases import blank_quotations
from digestgen.checks.placeholders import placeholder
from digestgen.checks.refusals import refusal
from digestgen.findings import Severity

RULES = (
    refusal,
    chatter,
    english_remark,
    error_text,
    admits_missing,
    placeholder,
    chat_token,
    html,
    json_fragment,
    english_text,
)

REFUSALS = (
    "抱歉，我无法访问您提供的链接，因此不能为您总结这篇论文。",
    "很抱歉，作为一个人工智能语言模型，我无法直接读取PDF文件。",
    "对不起，我不能完成这个请求。",
    "由于内容政策的限制，我不能对该论文进行总结。",
    "作为AI助手，我没有浏览网页的能力。",
    "无法生成摘要：输入内容为空。",
    "抱歉，您的问题我还没有学会回答，请换个话题吧。",
    "根据相关法律法规和政策，无法显示相关内容。",
    "我目前还无法处理此类请求。",
    "非常抱歉，我没有足够的信息来回答这个问题。",
    "请您提供论文的全文或摘要，以便我进行总结。",
    "您似乎没有附上论文内容，请重新上传。",
    "目前没有收到论文正文，请把文本粘贴过来。",
    "这超出了我的能力范围。",
    "该请求违反了使用政策，已被拒绝。",
    "我是由某公司开发的人工智能助手，无法回答这一问题。",
    "文档内容无法解析，请检查文件格式。",
    "无法识别所提供的文件，请确认文件是否完整。",
    "当前文本过长，超出模型处理上限，请分段发送。",
    "抱歉，该部分的内容我无法从原文中获得。",
    "我没有在文中找到关于实现的信息。",
    "关于实现与部署，我无法给出更多细节。",
    "由于我只能看到摘要，无法判断实验设置。",
    "这部分我不便评论。",
    "作为语言模型，我不对结论作出评价。",
    "很遗憾，目前无法打开这篇论文的 PDF。",
    "该论文链接已失效，无法获取正文内容。",
    "未能成功读取附件，无法继续总结。",
    "内容涉及敏感信息，暂不提供总结。",
    "本助手无法提供该论文的摘要。",
    "暂时无法回答这个问题。",
    "对于这篇论文，目前没有可供总结的内容。",
    "系统未能检索到该论文的全文，因此不做总结。",
    "不好意思，这篇文章我没读到。",
    "I'm sorry, but I can't help with that.",
    "I cannot provide a summary of this paper.",
    "I am unable to access the document.",
    "As a large language model, I do not have access to the full text.",
    "Unfortunately, the text of the paper was not included.",
    "Please provide the paper text so that I can continue.",
    "It seems that the paper content is missing.",
    "As an AI, I don't have opinions on this.",
    "Sorry, something is wrong with the file you uploaded.",
    "The PDF could not be opened.",
    "十分抱歉，这篇论文的内容超出了我能够处理的长度。",
    "作为大模型，我没有能力核实论文中的数据。",
    "关于这一点，我暂时不了解。",
    "我没能读到论文的附录，所以这里先空着。",
    "恕我无法对未公开的研究发表看法。",
    "恕难从命，这个要求违反了我的使用规范。",
    "这个问题涉及未公开的数据，恕不回答。",
    "我需要更多上下文才能写出这一节。",
    "能否提供论文的 PDF？",
    "可以把论文的全文发给我吗？",
    "麻烦再发一次论文正文。",
    "我注意到输入中没有论文内容。",
    "看起来你忘了粘贴论文。",
    "上传的文件似乎已损坏，无法打开。",
    "该文件格式不受支持。",
    "系统检测到敏感内容，已终止生成。",
    "此内容可能违反了我们的使用政策。",
    "I apologize for the inconvenience, but the paper is not accessible.",
    "I'm just a language model and cannot browse the internet.",
    "I don't have enough information to answer.",
    "My knowledge cutoff is 2023, so I may not know this paper.",
    "I'd be happy to help once you share the text.",
    "Could you please provide the abstract?",
    "No content was provided.",
    "Access to this resource is restricted.",
)
"""What a model says instead of a summary."""

CHATTER = (
    "好的，以下是对该论文的总结：",
    "当然！下面是论文的中文摘要：",
    "没问题，我来为你概括一下。",
    "根据您的要求，我整理了如下内容：",
    "让我们来看看这篇论文的背景。",
    "以下为按照要求生成的五段式总结：",
    "这是一篇很有意思的论文！下面我来总结。",
    "收到，以下是您需要的总结。",
    "好的，我已阅读论文，总结如下：",
    "明白了。",
    "下面是JSON格式的输出：",
    "非常感谢您的提问！",
    "您好！很高兴为您服务。",
    "Sure! Here's the summary:",
    "Certainly, here is the translation you asked for.",
    "Below is the summary of the paper in Chinese.",
    "经过仔细阅读全文，总结如下：",
    "好的，用户让我总结这篇论文，我需要先看看摘要。",
    "嗯，用户希望我写一段中文摘要。",
    "首先，我需要通读全文。",
    "Okay, the user wants me to summarize this paper.",
    "让我先分析一下这篇论文。",
    "根据提供的论文内容，以下是总结。",
    "现将论文要点整理如下。",
    "这篇论文的内容可以这样概括，供您参考。",
    "各位读者大家好，今天介绍的是一篇关于检索的论文。",
    "大家好，这里是今日论文速递。",
    "接下来为大家介绍这篇论文。",
    "话不多说，直接进入正题。",
    "希望这对你有帮助。",
    "希望以上内容对您有所帮助！",
    "如需进一步了解，请随时告诉我。",
    "如果您还有其他问题，欢迎继续提问。",
    "以上就是对这篇论文的总结。",
    "需要我继续吗？",
    "是否需要我进一步展开某一部分？",
    "请问还有什么可以帮您的吗？",
    "祝您研究顺利！",
    "感谢阅读！",
    "若有任何疑问，可以随时联系我。",
    "以上内容仅供参考，具体请以原论文为准。",
    "建议阅读原文获取更多细节。",
    "注：以上总结由AI生成。",
    "本摘要由人工智能自动生成，可能存在错误。",
    "（全文完）",
    "（总字数：356字）",
    "如果觉得有用，请点赞关注。",
    "欢迎在评论区留言讨论。",
    "Hope this helps!",
    "Let me know if you have any questions.",
    "Feel free to ask for more details.",
    "Would you like me to expand on this?",
    "Is there anything else you want to know?",
    "总结完毕，如有遗漏欢迎补充。",
    "希望这个总结能够满足您的需求。",
    "以上是我的理解，如有错误请指正。",
    "期待您的反馈。",
    "有问题随时问我。",
    "更多论文解读请关注公众号。",
    "已根据反馈修改，新的版本如下：",
    "修改后的内容：",
    "根据审阅意见，已将数字改为 71.4%。",
    "任务已完成。",
    "OK，下面开始总结。",
    "好嘞，马上为你总结！",
    "没问题！论文总结来啦：",
    "为了方便理解，下面用通俗的语言来介绍。",
    "我们一起来看看这篇文章讲了什么。",
    "今天要分享的论文来自某大学。",
    "先说结论：这个方法很有效。",
    "以下内容由 AI 整理，仅供参考。",
    "下面按照五个部分来总结：",
    "根据您提供的摘要，可以总结如下：",
    "以下是翻译后的版本：",
    "这里是您要的总结。",
    "以上便是全部内容，感谢您的阅读。",
    "如果这份总结对你有用，记得点个赞。",
    "有不清楚的地方可以再问我。",
    "若需要更详细的版本，我可以继续补充。",
    "想了解更多，可以阅读原论文。",
    "还需要我补充哪些内容？",
    "你觉得这个总结怎么样？",
    "以上总结约 300 字，符合要求。",
    "总结到此结束。",
    "希望能帮到你。",
    "愿这份总结对你的研究有所助益。",
    "如有不妥之处，敬请批评指正。",
    "That's all for this summary.",
    "I hope this summary is useful.",
    "If anything is unclear, just ask.",
    "Do let me know if you need changes.",
)
"""What it says before and after one."""

ERRORS = (
    "Error: 429 Too Many Requests",
    "HTTP 502 Bad Gateway",
    "Internal Server Error",
    "Request timed out.",
    "Connection reset by peer",
    "Rate limit reached for gpt-4 in organization org-x on tokens per min.",
    "You exceeded your current quota, please check your plan and billing details.",
    "This model's maximum context length is 8192 tokens.",
    "Incorrect API key provided.",
    "Traceback (most recent call last):",
    "KeyError: 'choices'",
    "requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.example.com', port=443): Read timed out.",
    "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
    "The server is overloaded or not ready yet.",
    "The server had an error while processing your request.",
    "upstream connect error or disconnect/reset before headers",
    "504 Gateway Time-out nginx",
    "Access Denied",
    "403 Forbidden",
    '{"error": {"message": "invalid key", "type": "invalid_request_error"}}',
    '{"code":500,"msg":"服务器内部错误"}',
    "请求超时",
    "请求过于频繁，请稍后再试",
    "服务器繁忙，请稍后重试",
    "服务暂不可用",
    "网络异常，请检查网络连接",
    "接口调用失败，错误码 1001",
    "账户余额不足",
    "配额已用尽",
    "调用次数已达上限",
    "上下文长度超限",
    "系统错误：未知异常",
    "无数据[超时]",
    "生成失败",
    "解析失败",
    "工具调用失败：参数缺失",
    "加载失败，请刷新页面",
    "请求失败（状态码 500）",
    "未知错误",
    "[错误] 无法连接到服务器",
    "Error reading file",
    "Tool execution failed",
    "File not found",
    "FileNotFoundError: [Errno 2] No such file or directory: 'paper.pdf'",
    "TypeError: 'NoneType' object is not subscriptable",
    "undefined",
    "null",
    "NaN",
    "<!DOCTYPE html><html><head><title>502</title></head></html>",
    "Please enable JavaScript to continue.",
    "Failed to fetch",
    "ECONNREFUSED 127.0.0.1:8080",
    "ssl.SSLError: certificate verify failed",
    "stream disconnected before completion",
    "Model is currently overloaded",
    "Service Unavailable",
    "PDF 下载失败，已重试 3 次。",
    "函数调用返回空结果。",
    "执行超时（120 秒），任务已终止。",
    "内容审核未通过，输出已被拦截。",
    "数据库连接失败。",
    "生成过程被中断，请重新运行。",
    "模型返回为空",
    "模型未返回有效结果",
    "JSON 解析错误：第 1 行第 1 列",
    "502: 网关错误",
    "503 服务不可用",
    "接口返回 500",
    "请求被限流，请降低频率",
    "超过最大重试次数",
    "Read timed out. (read timeout=60)",
    "openai.APIConnectionError: Connection error.",
    "429: You have sent too many requests.",
    "The model `gpt-4` does not exist.",
    "Error: insufficient balance",
    "Invalid JSON returned by model",
    "Unexpected end of JSON input",
    "Process exited with code 1",
    "Segmentation fault (core dumped)",
    "CUDA out of memory.",
    "模型服务正在升级，请耐心等待",
    "网关超时",
    "DNS 解析失败",
    "工具 browser 执行出错：页面无法访问",
    "搜索工具没有返回结果。",
    "(empty response)",
    "<no output>",
)
"""What programs say."""

ADMISSIONS = (
    "原文未提供实现细节。",
    "文中未提及部署信息。",
    "论文没有给出具体实验结果。",
    "由于篇幅有限，此处不再展开。",
    "信息不足，无法判断其泛化能力。",
    "摘要中未说明具体的数据集。",
    "以上总结仅根据摘要写成。",
    "提供的文本在此处被截断。",
    "所给内容不包含实验部分。",
    "未见相关描述。",
    "具体细节详见原文。",
    "具体细节请参考原论文。",
    "文本在此处中断。",
    "后文内容缺失。",
    "根据现有材料无法得知训练细节。",
    "论文未披露训练所用的硬件信息。",
    "暂无相关信息。",
    "由于只能看到前几页，实验部分不明。",
    "论文后半部分未能读取。",
    "该节内容在提供的片段中缺失。",
    "原文节选不完整。",
    "The paper does not provide implementation details.",
    "This is not mentioned in the text.",
    "Based on the abstract only, the results are unclear.",
    "Details are not available in the provided excerpt.",
    "需要阅读全文才能了解更多细节。",
    "具体实现将在后续部分介绍。",
    "论文没有公开更多信息。",
    "受限于输入长度，后续章节未能纳入总结。",
    "由于缺少正文，无法总结结论。",
    "文章没有涉及部署方面的内容。",
    "这一部分在原文中没有展开。",
    "实验细节有待进一步查阅原文。",
    "摘要没有给出数字，因此无法比较。",
    "参考资料中没有找到关于结论的描述。",
)
"""What a summary says of its source."""

INNOCENT = (
    "模型拒绝回答有害请求，并说明拒绝的理由。",
    "当模型说“抱歉，我无法回答”时，评测者把它记为拒答。",
    "用户上传的图片先经过一个编码器，再与文字对齐。",
    "智能体无法访问外部工具时，会退回到内部知识。",
    "论文研究大模型在不知道答案时能否坦白承认。",
    "系统在检索失败后会重新改写查询，再次检索。",
    "遇到 HTTP 429 错误时，智能体按指数退避重试。",
    "作者统计了 404 错误在网页智能体失败案例中的比例。",
    "工具调用失败、参数错误和超时是三类最常见的失败。",
    "该方法把错误信息反馈给模型，使其在下一轮修正代码。",
    "提示注入攻击会让助手忽略系统提示，转而执行网页中的指令。",
    "红队在 12 类有害提示上测试，拒答率为 87%。",
    "数据集含有用户与助手的多轮对话，每轮都有标注。",
    "模型在回答前先用 <think> 标记写出推理过程。",
    "训练时随机遮住输入的 15%，区间 [0,1] 内的值保持不变。",
    "特征图的形状为 [32, 64, 64]，送入后续的注意力层。",
    "损失函数对集合 {a, b, c} 中的每个元素求和。",
    "模型把任务拆成若干步，每一步都由验证器检查。",
    "作者指出，该方法在长文本上仍有待完善。",
    "实验在 task-oriented 对话数据集上进行，成功率提高了 4.2%。",
    "risk-sensitive 的策略在 3 个环境中表现更稳健。",
    "作者请 30 名标注者对摘要打分，一致性系数为 0.71。",
    "申请者的材料由两名审稿人独立评估。",
    "论文邀请 56 名医生参与评测。",
    "用户请求由路由器分发到不同的专家模型。",
    "服务系统把超时的请求重新排队，平均延迟下降 18%。",
    "现有摘要模型无法生成连贯的长文摘要。",
    "现有方法依赖完整的原文，缺少原文时性能下降明显。",
    "当给定文本不包含答案时，模型应当拒答。",
    "该问题被建模为马尔可夫决策过程，并用动态规划求解。",
    "该请求首先由轻量模型判断难度，再决定是否交给大模型。",
    "敏感信息在训练前被替换为占位标记。",
    "模型学会在不确定时放弃回答，而不是编造内容。",
    "论文讨论了模型为什么会向用户道歉。",
    "GPT-4 作为语言模型，在该基准上的准确率为 63.2%。",
    "作为 AI 助手，该系统帮助程序员查找缺陷。",
    "用户希望系统给出可解释的建议，作者据此设计了界面。",
    "自我一致性解码对 40 条推理路径投票。",
    "该框架强调自我反思，让模型检查自己的答案。",
    "敌我识别任务中，该方法的误报率为 2.1%。",
    "我国学者构建的语料含有 120 万个句子。",
    "波你尼语法描述了梵语的构词规则。",
    "迷你批次的大小为 256，学习率为 0.001。",
    "作者发布了代码，并说明了复现的步骤。",
    "以上结果说明，数据质量比数据规模更重要。",
    "以下三个因素影响最大：数据、模型和训练步数。",
    "如果需要更高的精度，可以增加采样次数。",
    "如有额外的标注数据，性能还能提高 2 个百分点。",
    "随时间推移，模型的遗忘逐渐加剧。",
    "学生可以随时向导师系统提问，系统给出分步提示。",
    "希望与恐惧两类情绪词在语料中的分布不同。",
    "作者希望这项工作能推动低资源语言的研究。",
    "XX/XY 染色体的分类实验显示，该模型的准确率为 98%。",
    "4xx 与 5xx 响应码在日志中占 3.4%。",
    "第XX届会议的投稿数据用于检验该指标。",
    "模板中的槽位由模型填写，再由规则检查格式。",
    "待补全的三元组由模型排序，命中率为 52.8%。",
    "当前没有适用于文档封面生成的数据集，作者因此构建了一个。",
    "未来工作将探索更长的上下文。",
    "代码将在论文录用后公开。",
    "论文没有假设数据独立同分布。",
    "作者没有使用任何人工标注，而是让模型自己生成偏好数据。",
    "该方法不需要参考图像，即可评估生成视频的质量。",
    "信息不足时，模型会主动提问以澄清需求。",
    "数据缺失严重的字段用中位数填补。",
    "在 PDF 解析任务上，该模型的表格还原率为 91%。",
    "扫描版文档难以直接解析，作者先做版面分析。",
    "网页内容过长会超出上下文窗口，作者用检索来压缩。",
    "网络异常检测任务的 F1 为 0.89。",
    "系统错误率从 12% 降到 7%，用户满意度随之上升。",
    "模型的回答错误多出现在多跳推理中。",
    "论文比较了 HTML、Markdown 和 JSON 三种输入格式。",
    "作者发现，JSON 格式的输出比自由文本更容易校验。",
    "该攻击在 URL 中嵌入隐藏指令，诱导浏览器智能体点击。",
    "密钥交换协议的安全性归约到格上的困难问题。",
    "口令猜测模型在 1000 次尝试内命中 37% 的口令。",
    "作者在 β=0.1、γ=0.99 的设置下训练 200 个周期。",
    "复杂度为 O(n log n)，比基线 O(n²) 更低。",
    "对于 x ∈ [0, 1]，该函数是凸的。",
    "向量 [1, 2, 3] 与 [4, 5, 6] 的内积用于说明计算过程。",
    "模型把 <POSE> 标记解码为三维姿态参数。",
    "该基准覆盖 C#、C++ 和 Rust 三种语言。",
    "该方法在 a|b 条件概率的估计上偏差更小。",
    "作者用 50%–80% 的稀疏度做剪枝，准确率几乎不变。",
    "对话系统在道歉之后给出替代方案，用户满意度最高。",
    "论文提出“先拒绝再解释”的策略，并与直接拒绝比较。",
    "评测显示，模型对“请忽略以上指令”一类注入的防御率为 94%。",
    "助手在 71% 的对话里遵循了用户的格式要求。",
    "该代理无需浏览器，直接调用接口读取网页内容。",
    "论文分析了 2,000 条被平台拦截的内容，归纳出 7 类原因。",
    "作者把该限制归因于训练数据的时间截断。",
    "截断的回答会使评分偏低，作者因此延长了输出上限。",
    "后续部分的消融实验表明，两个模块都不可缺少。",
    "实验部分比较了 8 个基线，详细设置与前人一致。",
)
"""What papers on these subjects say."""
ONLY_ALONE = {
    "内容涉及敏感信息，暂不提供总结。",
    "明白了。",
    "上下文长度超限",
    "未知错误",
    "undefined",
    "null",
    "NaN",
    "OK，下面开始总结。",
}
"""Part of a sentence, perhaps, where another one goes before."""


TABLES = pytest.mark.parametrize("table", [REFUSALS, CHATTER, ERRORS], ids=["refusals", "chatter", "errors"])


@TABLES
def test_a_text_that_is_no_summary_is_an_error(table: tuple[str, ...]) -> None:
    assert not [text for text in table if not errors(RULES, text, "implementation[0]")]


@TABLES
def test_it_is_an_error_after_a_sound_sentence(table: tuple[str, ...]) -> None:
    assert not [text for text in table if text not in ONLY_ALONE and not errors(RULES, f"{SENTENCE}{text}", "conclusion[0]")]


@pytest.mark.parametrize("table", [REFUSALS, CHATTER], ids=["refusals", "chatter"])
def test_it_is_an_error_before_a_sound_sentence(table: tuple[str, ...]) -> None:
    stopped = [text if text[-1] in "。！？!?.：:）" else f"{text}。" for text in table]
    assert not [text for text in stopped if not errors(RULES, f"{text}{SENTENCE}")]


def test_what_is_said_of_a_gap_in_the_source_is_found() -> None:
    assert not [text for text in ADMISSIONS if not found(RULES, f"{SENTENCE}{text}", "implementation[0]")]


def test_one_admission_is_a_warning_and_two_are_errors() -> None:
    text = "论文没有给出具体的实验结果。"
    assert [finding.severity for finding in found([admits_missing], text)] == [Severity.WARNING]
    both = replace(SOUND, passages=tuple(replace(each, text=text) for each in SOUND.passages[:2]))
    assert [finding.severity for finding in admits_missing(both)] == [Severity.ERROR, Severity.ERROR]


def test_what_papers_say_of_refusals_agents_and_errors_passes() -> None:
    rules = (*RULES[:7], first_person)
    assert not [finding for text in INNOCENT for finding in found(rules, text, "implementation[0]")]
    assert not [finding for text in INNOCENT for finding in found(rules, f"{SENTENCE}{text}{SENTENCE}")]


def test_the_tables_are_long_enough_to_mean_something() -> None:
    assert len({*REFUSALS, *CHATTER, *ERRORS, *ADMISSIONS}) >= 250
    assert len(set(INNOCENT)) >= 90


@pytest.mark.parametrize(
    "title",
    ["无法读取网页内容", "难以总结长文档", "工具调用失败", "不能回答多跳问题", "请求超时", "如何判断模型是否应该拒答？"],
)
def test_a_difficulty_is_no_refusal(title: str) -> None:
    assert not found(RULES, title, "challenges[0].challenge")


def test_a_quotation_says_nothing_of_the_summary_unless_it_is_all_of_it() -> None:
    assert blank_quotations("模型答“抱歉，我不能”，") == "模型答□□□□□□□□，"
    assert blank_quotations('它说 "I can\'t" 时') == "它说 □□□□□□□□□ 时"
    assert blank_quotations("“抱歉，我无法回答。”") == "“抱歉，我无法回答。”"
    assert errors(RULES, "“抱歉，我无法回答。”")


def test_the_finding_marks_the_words_and_nothing_else() -> None:
    text = f"{SENTENCE}希望这份总结对您有帮助。"
    finding = found([chatter], text)[0]
    assert finding.span == "希望这份总结对您有帮助"
    assert text[finding.start : finding.end] == finding.span


def test_the_authors_we_is_a_warning_and_everybodys_we_is_none() -> None:
    assert [finding.severity for finding in found([first_person, chatter], "我们提出了一种新的排序方法，并做了测试。")] == [
        Severity.WARNING
    ]
    assert not found([first_person, chatter], "这些发现加深了我们对语言模型的理解。")


def test_what_somebody_says_without_quotation_marks_is_a_warning() -> None:
    assert not errors(RULES, "训练允许模型说我不知道，以减少编造。")
    assert found([first_person], "训练允许模型说我不知道，以减少编造。")


def test_an_english_sentence_among_chinese_ones_is_an_error_but_a_name_is_not() -> None:
    assert errors([english_remark], f"{SENTENCE}Segmentation fault (core dumped)")
    assert not errors([english_remark], "Segment Anything Model 是一种分割模型，TileJoin 以它为基础。")
    assert not errors([english_remark], "Data Is Scarce", "challenges[0].challenge")
