// The program's errors are in English. Here is the Japanese of those that who changes levers, policies
// or packages can meet: of whole texts, and of texts with a number or a name in them. Others are shown
// as they are.

export const japaneseErrors = {
    // a value
    "the value is out of range": "値が有効範囲の外です",
    "the value is outside the plausible range": "値が通常考えられる範囲の外です",
    "the value is not a number": "値が数値ではありません",
    "the value has the wrong type": "値の種類が違います",
    "the value is not whole": "値が整数ではありません",
    "the value is not one of the choices": "選択肢にない値です",
    "the unit does not fit": "単位が合いません",
    "a number": "数値",
    "a whole number": "整数",
    "a text": "文字列",
    // an intervention
    "there is no such policy": "そのような政策はありません",
    "there is no such region": "そのような地域はありません",
    "there is no such budget": "そのような予算はありません",
    "the intervention ends before it begins": "政策の終了が開始より前です",
    "the intervention ends before it has its full size": "政策が本来の規模になる前に終わります",
    "the intervention acts nowhere": "政策がどの地域にも作用しません",
    "the condition never comes true: the intervention never acts": "条件が成り立たないため、政策は作用しません",
    "the condition is always true": "条件がいつも成り立っています",
    "a name is missing": "名前がありません",
    // a class
    "this is not the code of the class": "授業の参加コードが違います",
    "it is shown on the teacher's screen": "参加コードは先生の画面に表示されています",
    "too many wrong codes were tried": "間違った参加コードが何度も入力されました",
    "wait for a minute": "1分待ってください",
    "the class is full": "授業は定員に達しています",
    "there is a class already": "授業はすでに始まっています",
    "you are not in this class": "この授業に参加していません",
    "join it with its code": "参加コードを入力して参加してください",
    "somebody has this name already": "その名前はすでに使われています",
    "choose a name that the others will know you by": "ほかの人にわかる名前を付けてください",
    "you have sent as many packages as you may": "提出できるパッケージの数を超えました",
    "the package costs more than the budget": "パッケージの費用が予算を超えています",
    "the package is too long": "パッケージが長すぎます",
    // a side
    "the side is still busy with a step": "まだ計算中です",
    "the side shows no scenario": "シナリオが選ばれていません",
    "this takes too long": "時間がかかりすぎます",
    "a parameter, a population or a policy has the wrong size": "パラメータ、人口、政策のいずれかの大きさが適切ではありません",
};

const patterns = [
    [/^at least (\S+)( .*)?$/, "$1$2以上"],
    [/^at most (\S+)( .*)?$/, "$1$2以下"],
    [/^a number above (\S+)( .*)?$/, "$1$2より大きい数値"],
    [/^above (\S+), at most (.*)$/, "$1より大きく、$2以下"],
    [/^a number in (.*)$/, "数値(単位:$1)"],
    [/^one of (.*)$/, "次のいずれか:$1"],
    [/^did you mean "(.*)"\?$/, "「$1」ではありませんか"],
    [/^([-+.\de]+) to ([-+.\de]+.*)$/, "$1~$2"],
    [/^the world has no room for so many (.*)$/, "世界が大きくなりすぎます($1)"],
];

// The Japanese of what the program says, or null.
export function japaneseError(text) {
    if (text in japaneseErrors) return japaneseErrors[text];
    const [pattern, words] = patterns.find(([of]) => of.test(text)) ?? [];
    return pattern ? text.replace(pattern, (...found) => words.replace(/\$(\d)/g, (_, k) => found[k] ?? "")) : null;
}
