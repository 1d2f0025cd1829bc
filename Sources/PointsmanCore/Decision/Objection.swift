/// Why a source keeps writes from moving.
package enum Objection: Equatable, Sendable {
    /// It refuses the candidate, in these words.
    case refusal(String)
    /// It has neither answered nor run out of time.
    case open(OpinionSource)

    package var sentence: String {
        switch self {
        case .refusal(let words): words
        case .open(let source): "\(source) has not answered yet"
        }
    }
}
