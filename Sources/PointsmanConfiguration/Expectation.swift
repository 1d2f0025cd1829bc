/// A text that is not what its key takes: what would be right, as the end of a sentence.
package struct Expectation: Error {
    let words: String

    init(_ words: String) {
        self.words = words
    }
}
