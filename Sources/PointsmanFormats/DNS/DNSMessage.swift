/// A DNS server's answer in its wire form (RFC 1035 4), as far as discovery needs it: the header's result, the question
/// and the answer section.
package struct DNSMessage: Equatable, Sendable {
    package struct Question: Equatable, Sendable {
        package let name: String
        package let type: UInt16
    }

    /// The result, RFC 1035 4.1.1: 0 is success, 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED.
    package let responseCode: UInt8
    /// Whether the answer did not fit into a datagram.
    package let isTruncated: Bool
    package let questions: [Question]
    package let answers: [DNSRecord]

    /// Parses a message; nil if it is no answer, ends early, or has an invalid name.
    package init?(_ bytes: [UInt8]) {
        var reader = DNSReader(bytes)
        guard reader.uint16() != nil, let flags = reader.uint16(), flags >> 15 == 1,
            let questionCount = reader.uint16(), let answerCount = reader.uint16(), reader.take(4) != nil
        else { return nil }
        responseCode = UInt8(flags & 0xF)
        isTruncated = flags >> 9 & 1 == 1

        var questions: [Question] = []
        for _ in 0..<questionCount {
            guard let name = reader.name(), let type = reader.uint16(), reader.uint16() != nil else { return nil }
            questions.append(Question(name: name, type: type))
        }
        self.questions = questions

        var answers: [DNSRecord] = []
        for _ in 0..<answerCount {
            guard let record = DNSRecord(from: &reader) else { return nil }
            answers.append(record)
        }
        self.answers = answers
    }
}
