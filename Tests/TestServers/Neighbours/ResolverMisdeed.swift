/// What a DNS server does instead of answering.
package enum ResolverMisdeed: String, CaseIterable, Sendable {
    case silence, delayed, garbage, empty, wrongID, wrongQuestion, refused, failed
    /// Many answers to one question.
    case flood
    /// Names that point at themselves, or that are aliases of themselves, or of ever new names.
    case pointerLoop, aliasLoop, aliasForEver
    /// Records that end in the middle, or say that they are longer than the message.
    case halfRecord, wrongLength
    case longestName, zeroLifetime, longestLifetime
    /// Addresses beside the right ones, as many as fit into 64 kB.
    case manyAddresses, manyLongAddresses
    /// A truncated answer, and then over TCP: nothing, a byte a second, rubbish, the longest message or no end of messages.
    case truncatedSilence, truncatedDrip, truncatedGarbage, truncatedHalf, truncatedReset, truncatedForEver
}
