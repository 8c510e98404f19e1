"""What English papers say and how Chinese summaries say it: the same, another number, another scale, or nothing to be checked."""

import pytest

from digestgen.grounding.numbers import NumberIndex, read_numbers

SAME = [
    # scales
    ("a model with 7.6 billion parameters", "76亿参数的模型"),
    ("a 7B model", "70亿参数的模型"),
    ("a 7B model", "7B模型有70亿个参数"),
    ("Llama-2-70B", "700亿参数的 Llama 2"),
    ("a 1.5-billion-parameter model", "15亿参数"),
    ("a 1.5-billion-parameter model", "一个15亿参数的模型"),
    ("a billion-parameter model", "十亿参数的模型"),
    ("one million images", "100万张图像"),
    ("one million images", "一百万张图像"),
    ("a million-token context", "一百万词元的上下文"),
    ("half a million game clips", "50万个游戏片段"),
    ("trained on 2.5T tokens", "用2.5万亿个词元训练"),
    ("trained on 2.65 trillion tokens", "在2.65万亿个符号上训练"),
    ("1.4T tokens", "1.4万亿词元"),
    ("175B parameters", "1750亿参数"),
    ("175B parameters", "1,750亿参数"),
    ("175B parameters", "一千七百五十亿参数"),
    ("100M examples", "1亿个样本"),
    ("120M examples", "1亿2000万个样本"),
    ("125M, 350M and 1.3B parameters", "1.25亿、3.5亿和13亿参数"),
    ("330M parameters", "3.3亿参数"),
    ("330M parameters", "330百万参数"),
    ("110m parameters", "1.1亿参数"),
    ("a dataset of 851 K preferences", "85.1万条偏好"),
    ("a dataset of 140K questions", "14万个问题"),
    ("67k daily instructions", "6.7万条日常指令"),
    ("5k personas and 20k dialogues", "5千个个性和2万段对话"),
    ("16K tokens of context", "16384个词元的上下文"),
    ("a context of 32,768 tokens", "32K 的上下文"),
    ("53.5 billion tokens", "535亿词元"),
    ("170 million grasps", "1.7亿个抓取姿态"),
    ("$4.5$ billion pieces", "45亿条模板"),
    ("a ${\\sim}800$K subset", "约80万条的子集"),
    ("over 10 millions of trips", "超过1000万次出行"),
    ("over 55 million downloads", "下载超过5,500万次"),
    ("53.6 million downloads", "5000多万次下载"),
    ("12 hundred pages", "1200页"),
    ("100K steps", "10w步"),
    # distributed units
    ("models of 7–12B parameters", "70-120亿参数的模型"),
    ("models of 7–12B parameters", "70亿到120亿参数的模型"),
    ("from 16 to 1650 million parameters", "参数量从1600万到16.5亿"),
    ("with 7, 13, and 70 billion parameters", "参数量为70亿、130亿和700亿"),
    ("7/13/70B models", "70亿、130亿与700亿参数的模型"),
    ("3-5 million", "3-5百万"),
    ("3-5 million", "300万至500万"),
    ("between 30 and 50 thousand", "3到5万"),
    ("improves by 10–20%", "提升了10%到20%"),
    ("improves by 10–20%", "提升了10-20个百分点"),
    ("a 4-5x and 20-25x speedup", "4-5倍和20-25倍的加速"),
    ("by twenty-nine and twenty-five percent respectively", "分别提升29%和25%"),
    # separators
    ("2,186 participants", "2186名参与者"),
    ("243,337 manual annotations", "24.3337万条人工标注"),
    ("243,337 manual annotations", "24.3万条人工标注"),
    ("366,521 images", "36.6万张图像"),
    ("7{,}473 problems", "7473道题"),
    ("7\\,473 problems", "7,473道题"),
    ("7\u2009473 problems", "7473道题"),
    ("7, 473 problems", "7473道题"),
    ("17 000 specimens", "17,000个标本"),
    ("9{}408 images", "9408张图像"),
    ("4.555 court decisions", "4555份判决"),
    ("238.000 samples", "23.8万个样本"),
    ("4,6k images", "4600张图像"),
    ("an error of 0. 2976", "误差为0.2976"),
    ("an error of 71 .4", "误差为71.4"),
    ("12,5% of the data", "12.5%的数据"),
    ("score .938", "得分0.938"),
    # percent
    ("71.4% accuracy", "准确率为71.4%"),
    ("71.4\\% accuracy", "准确率为７１．４％"),
    ("$71.4\\%$ accuracy", "准确率为百分之71.4"),
    ("92 percent of humans", "百分之九十二的人"),
    ("92 per cent of humans", "92%的人"),
    ("an accuracy of 0.714", "准确率为71.4%"),
    ("an accuracy of 71.4%", "准确率为0.714"),
    ("Accuracy 71.4 52.8", "准确率从52.8%提高到71.4%"),
    ("by 9.8 and 16.0 percentage points", "提升了9.8和16.0个百分点"),
    ("gains 2.3 points", "提高2.3个百分点"),
    ("71.38% accuracy", "准确率为71.4%"),
    ("71.38% accuracy", "准确率为71%"),
    ("89.2% of the cases", "近90%的情况"),
    ("81.5% on GSM8K", "在GSM8K上超过80%"),
    ("increased by 6.38% and 7.62%", "提升6-8%"),
    ("an error rate of 4.2%", "准确率为95.8%"),
    ("fifty percent of the notes", "50%的病历"),
    ("5‰ of the data", "千分之五的数据"),
    ("0.5% of the data", "千分之五的数据"),
    ("thirty percent of users", "三成的用户"),
    # factors
    ("a 3x speedup", "加速3倍"),
    ("a 3× speedup", "加速三倍"),
    ("three times faster", "快3倍"),
    ("a threefold increase", "提高3倍"),
    ("a 3-fold increase", "提高三倍"),
    ("tripled the speed", "速度提高到3倍"),
    ("a 300% increase", "提升了3倍"),
    ("is 4x as fast", "速度提升了3倍"),
    ("a 2.7x increase", "提高2.7倍"),
    ("doubles the throughput", "吞吐量翻倍"),
    ("doubles the throughput", "吞吐量翻了一番"),
    ("a twofold gain", "提高到两倍"),
    ("twice as fast", "快一倍"),
    ("twice as fast", "2倍的速度"),
    ("a 50% speedup", "达到1.5倍的速度"),
    ("1.5x faster", "快50%"),
    ("2x fewer tokens", "词元减少50%"),
    ("an order of magnitude larger", "扩大10倍"),
    ("a 75% reduction", "缩小4倍"),
    ("a 100,000X reduction", "减少10万倍"),
    ("up to four orders of magnitude faster", "快10^4倍"),
    ("2 orders of magnitude fewer", "减少100倍"),
    ("cut by a factor of two", "减少50%"),
    ("2.99$\\times$ and 2.23$\\times$ lower", "降低2-3倍"),
    ("by 11.\n61%", "提高11.61%"),
    ("29,921 transactions", "3万笔交易"),
    ("78 times rather than 341 times", "78倍而不是341倍"),
    ("32x faster", "快30多倍"),
    ("ten-fold cross-validation", "10倍交叉"),
    # fractions
    ("one third of the parameters", "三分之一的参数"),
    ("two-thirds of users", "三分之二的用户"),
    ("requires only one-third of the cost", "成本降低三分之二"),
    ("33.4% of the cost", "三分之一的成本"),
    ("1/3 of the cost", "3分之1的成本"),
    ("a 3x reduction", "减少到三分之一"),
    ("roughly one in eight notes", "约八分之一的病历"),
    ("three quarters of the runs", "75%的实验"),
    ("a quarter of the data", "25%的数据"),
    ("half of the data", "50%的数据"),
    ("4/3 times greater", "提高33%"),
    # powers
    ("10^4 steps", "1万步"),
    ("10⁴ steps", "10000步"),
    ("10^{4} steps", "10的4次方步"),
    ("a learning rate of 3×10^{-5}", "学习率为3e-5"),
    ("a learning rate of 3e-5", "学习率为3×10^-5"),
    ("a learning rate of 10−4", "学习率为0.0001"),
    ("a learning rate of 5 × 10−5", "学习率为5 x 10-5"),
    ("31.0 · 106 steps", "3100万步"),
    ("2.1 × 106 steps", "2.1×10^6步"),
    ("2^16 states", "65536个状态"),
    ("1e6 steps", "100万步"),
    # words
    ("twenty-five benchmarks", "25个基准"),
    ("twenty five benchmarks", "二十五个基准"),
    ("three hundred and twenty volunteers", "三百二十名志愿者"),
    ("a hundred queries", "100个查询"),
    ("a dozen tasks", "12个任务"),
    ("two dozen tasks", "24个任务"),
    ("two decades of work", "20年的工作"),
    ("eighteen languages", "18种语言"),
    ("the 25th percentile", "第25百分位"),
    ("twenty-fifth percentile", "第25百分位"),
    ("forty thousand drawings", "四万张图"),
    ("two thousand dialogues", "两千段对话"),
    ("25,000 pairs", "两万五千对"),
    ("7.6 billion", "七十六亿"),
    ("760 million", "七点六亿"),
    ("in 2023", "二〇二三年"),
    ("105 items", "一百零五项"),
    # near numbers
    ("1,115 samples", "超过1100个样本"),
    ("1,885 points", "1885分"),
    ("about 20 points", "约20分"),
    ("1,023 pages", "1000余页"),
    ("97 tasks", "近100个任务"),
    ("104 tasks", "100多个任务"),
    ("over 160 studies", "160余项研究"),
    ("48 tasks", "50个左右的任务"),
    ("more than 70%", "70%以上"),
    ("1,100+ games", "1100+个游戏"),
    # ratios, dimensions, ranges
    ("1120×1120 images", "1120×1120的图像"),
    ("224 x 224 inputs", "224×224的输入"),
    ("an 80/20 split", "按80:20划分"),
    ("channels (64,128,256)", "通道数为64、128和256"),
    ("from 17.2% to 8.8%", "从17.2%降至8.8%"),
    ("±0.35 over 20 runs", "20次实验，±0.35"),
]

SLIPS = [
    ("a 1.5-billion-parameter model", "1.5亿参数"),
    ("7.6-billion parameters", "7.6亿参数"),
    ("a 7B model", "7亿参数"),
    ("trained on 2.5T tokens", "25万亿个词元"),
    ("100M pairs", "10万对"),
    ("170 million grasps", "170万个抓取姿态"),
    ("53.5 billion tokens", "53.5亿个词元"),
    ("1.5 trillion tokens", "15亿个词元"),
    ("140K questions", "14K个问题"),
    ("2 billion tokens of Japanese", "2亿日语词元"),
    ("3.5 billion tokens", "3.5亿词元"),
    ("100 million documents", "1000万份文档"),
    ("10-billion parameters", "10亿参数"),
    ("a 70 billion model", "70亿参数的模型"),
    ("16 to 1650 million parameters", "1600万到165亿参数"),
    ("5 thousand images", "5万张图像"),
    ("12 million users", "一百二十万用户"),
    ("seven billion parameters", "7亿参数"),
    ("twenty million users", "20亿用户"),
]

DIFFERENT = [
    ("6,636 questions", "6366个问题"),
    ("1,687 questions", "167个问题"),
    ("a loss of 0.2468", "损失为0.2488"),
    ("a score of 0.51", "得分0.49"),
    ("71.4% accuracy", "准确率为74.1%"),
    ("71.4% accuracy", "准确率为71.5%"),
    ("71.4% accuracy", "准确率为百分之七十二"),
    ("71% accuracy", "准确率为71.3%"),
    ("7.5K problems", "7473道题"),
    ("2,186 participants", "2168名参与者"),
    ("a 3.2x speedup", "加速3.8倍"),
    ("a 3x speedup", "加速6倍"),
    ("18 languages", "28种语言"),
    ("17 datasets", "十九个数据集"),
    ("at 93.3%", "达到93.8％"),
    ("48.1% on MATH", "48.7%"),
    ("10.5% better", "高出15%"),
    ("33% better", "三分之二"),
    ("1.25 trillion tokens", "1.52万亿词元"),
    ("816K examples", "817K个样本"),
    ("1,885 points", "约1500分"),
    ("a learning rate of 3e-5", "学习率为3e-4"),
    ("10^4 steps", "10^5步"),
    ("by 16.0 percentage points", "提升了19.0个百分点"),
    ("53.6 million", "4000多万"),
    ("1120×1120", "1120×1020的图像"),
]

UNCHECKED = [
    "使用 GPT-4 和 GPT-3.5-turbo 以及 Phi-1.5",
    "在 GSM8K、CIFAR-10、SQuAD 2.0 上用 ResNet-50",
    "Llama-2-70b-chat 与 Mistral-7B-Instruct",
    "top-5、Pass@1、F1、R1、L2、3D、2D、5G 与 2Wiki",
    "在 H100、A100 与 RTX4090 上",
    "Claude 2、PaLM 2 与 Llama 3.1",
    "3个数据集、5种方法、10个任务、四种语言",
    "第一、第三、第12章、图15、表12、公式20",
    "版本4.2.1，见 arXiv:2311.12983",
    "成千上万的样本、十六进制、一千零一夜、百分百可靠",
    "一方面、一些、一种、万一、万物、千问、十分、百科",
    "数十亿参数、几百个样本、上千次、十几个、几十万、三四百个、两三倍",
    "百万级样本、十亿级模型、一半以上",
    "（1）首先；（2）其次；12）最后",
    "如文献[12]与【15†源】所述（Lin et al. 2022）",
    "12月31日发布，20世纪90年代",
    "两点一致，三点五个",
    "一成不变的单一成像",
    "降至0%",
    "第十二章，二十几种",
]


@pytest.mark.parametrize(("english", "chinese"), SAME)
def test_a_right_rendering_is_found(english: str, chinese: str) -> None:
    index, numbers = NumberIndex(f"We report {english}."), read_numbers(chinese)
    assert [number.text for number in numbers if number.checkable and not index.find(number)] == []
    assert any(index.find(number) for number in numbers)


@pytest.mark.parametrize(("english", "chinese"), SLIPS)
def test_another_scale_is_found_out(english: str, chinese: str) -> None:
    index = NumberIndex(f"We report {english}.")
    absent = [number for number in read_numbers(chinese) if number.checkable and not index.find(number)]
    assert len(absent) == 1
    assert index.slip(absent[0])


@pytest.mark.parametrize(("english", "chinese"), DIFFERENT)
def test_another_number_is_absent(english: str, chinese: str) -> None:
    index = NumberIndex(f"We report {english}.")
    absent = [number for number in read_numbers(chinese) if number.checkable and not index.find(number)]
    assert absent
    assert not any(map(index.slip, absent))


@pytest.mark.parametrize("text", UNCHECKED)
def test_what_is_no_measure_is_not_checked(text: str) -> None:
    assert [number.text for number in read_numbers(text) if number.checkable] == []


def test_the_table_is_large() -> None:
    assert len(SAME) + len(SLIPS) + len(DIFFERENT) >= 150
