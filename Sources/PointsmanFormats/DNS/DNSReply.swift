package import PointsmanCore

/// The answer of a server's message to one question, and its lifetime.
package struct DNSReply: Equatable, Sendable {
    /// The most aliases in a chain; a longer one is taken for a loop.
    package static let mostAliases = 8

    package let answer: DNSAnswer
    /// The shortest lifetime of the records used; nil if there was none.
    package let timeToLive: Duration?
    /// The question to ask next if the message ends with an alias that the server has not resolved itself; the answer
    /// is empty then. Nil otherwise.
    package let following: DNSQuestion?

    package init(_ answer: DNSAnswer, timeToLive: Duration? = nil, following: DNSQuestion? = nil) {
        self.answer = answer
        self.timeToLive = timeToLive
        self.following = following
    }

    /// Parses the answer to `question` in `bytes`, following aliases (CNAME) within it.
    package init(_ bytes: [UInt8], to question: DNSQuestion) {
        guard let message = DNSMessage(bytes) else {
            self.init(.failure("\(bytes.count) bytes that are no DNS answer"))
            return
        }
        guard message.responseCode != 3 else {
            self.init(.noSuchName)
            return
        }
        guard message.responseCode == 0 else {
            self.init(.failure("the server answered with code \(message.responseCode)"))
            return
        }
        var path: [DNSRecord] = []
        var name = question.name
        while let (record, target) = Self.alias(of: name, in: message) {
            path.append(record)
            name = target
            if path.count > Self.mostAliases {
                self = .loop
                return
            }
        }
        let records = message.answers.filter { $0.name == name && $0.type == question.type.rawValue }
        let seconds = (path + records).map(\.timeToLiveSeconds).min()
        let isOpen = records.isEmpty && !path.isEmpty && DomainName.isName(name)
        self.init(
            Self.answer(question.type, records.map(\.data)), timeToLive: seconds.map { .seconds($0) },
            following: isOpen ? DNSQuestion(question.type, name) : nil)
    }

    package static let loop = DNSReply(.failure("more than \(mostAliases) aliases one after the other"))

    private static func alias(of name: String, in message: DNSMessage) -> (DNSRecord, String)? {
        for record in message.answers where record.name == name {
            if case .alias(let target) = record.data { return (record, target) }
        }
        return nil
    }

    private static func answer(_ type: DNSRecordType, _ data: [DNSRecord.Data]) -> DNSAnswer {
        switch type {
        case .a, .aaaa:
            .addresses(data.compactMap { if case .address(let address) = $0, address.isHost { address } else { nil } })
        case .txt:
            .texts(data.compactMap { if case .text(let text) = $0 { text } else { nil } })
        case .srv:
            .services(data.compactMap { if case .service(let service) = $0 { service } else { nil } })
        }
    }
}
