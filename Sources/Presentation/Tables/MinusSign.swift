/// The hyphen before a number, which typesetting replaces by a true minus.
enum MinusSign {
    /// Text whose minus signs are replaced and whose other characters are mapped; a hyphen is a minus before a digit
    /// or ∞ when it begins the text or follows a bracket or a blank.
    static func replaced(in text: String, by minus: String, _ other: (Character) -> String) -> String {
        let signs = Array(text)
        var result = ""
        for (place, sign) in signs.enumerated() {
            let isMinus =
                sign == "-" && place + 1 < signs.count
                && (signs[place + 1].isNumber || signs[place + 1] == "∞")
                && (place == 0 || "([ ".contains(signs[place - 1]))
            result += isMinus ? minus : other(sign)
        }
        return result
    }
}
