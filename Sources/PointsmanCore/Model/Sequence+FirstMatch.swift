extension Sequence {
    /// The first answer that an element gives: how a table of ordered rules is asked. Nil where none gives one.
    func firstMatch<Answer>(_ match: (Element) -> Answer?) -> Answer? {
        for element in self {
            if let answer = match(element) { return answer }
        }
        return nil
    }
}
