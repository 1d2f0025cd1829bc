/// What one source has said of one member.
package struct Opinion: Equatable, Sendable {
    package enum Answer: Equatable, Sendable {
        case agrees
        /// A sentence, without a full stop, that says who refuses it and why.
        case refuses(String)
        /// No answer in time, or none that is clear.
        case nothing
    }

    package let member: MemberID
    package let source: OpinionSource
    /// When it was asked.
    package let sent: Instant
    package let answer: Answer

    package init(member: MemberID, source: OpinionSource, sent: Instant, answer: Answer) {
        self.member = member
        self.source = source
        self.sent = sent
        self.answer = answer
    }
}
