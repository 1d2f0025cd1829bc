/// Splits a command into words without a shell: white space separates them, single or double quotes keep them together.
enum CommandWords {
    static func words(_ text: String) throws(Expectation) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in text {
            switch (quote, character) {
            case (let open?, character) where open == character: quote = nil
            case (.some, _): word = (word ?? "") + String(character)
            case (nil, "'"), (nil, "\""):
                quote = character
                word = word ?? ""
            case (nil, " "), (nil, "\t"):
                if let word { words.append(word) }
                word = nil
            case (nil, _): word = (word ?? "") + String(character)
            }
        }
        if let quote { throw Expectation("the closing \(quote) is missing") }
        if let word { words.append(word) }
        guard words.isEmpty || words[0].hasPrefix("/") else {
            throw Expectation("the whole path of the program is expected: /usr/local/bin/moved")
        }
        return words
    }
}
