extension Sequence {
    /// The first answer that an element gives, as for a table of ordered rules; nil if no element gives one.
    func firstMatch<Answer>(_ match: (Element) -> Answer?) -> Answer? {
        for element in self {
            if let answer = match(element) { return answer }
        }
        return nil
    }
}
