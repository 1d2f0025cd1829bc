import PointsmanCore
import PointsmanFormats

/// Messages of DNS servers in their wire form.
enum DNSProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var names = ["db.internal"]
        if let message = DNSMessage(bytes) {
            for name in message.questions.map(\.name) + message.answers.map(\.name) { try check(name: name) }
            for record in message.answers {
                try expect(record.timeToLiveSeconds >> 31 == 0, "a lifetime of \(record.timeToLiveSeconds) s")
            }
            names += [message.questions.first?.name, message.answers.first?.name].compactMap(\.self)
        }
        for name in names {
            for type in [DNSRecordType.a, .aaaa, .txt, .srv] {
                try check(DNSReply(bytes, to: DNSQuestion(type, name)))
            }
        }
    }

    private static func check(_ reply: DNSReply) throws(BrokenProperty) {
        if let next = reply.following {
            try expect(DomainName.isName(next.name), "\(next.name.debugDescription) would be asked for")
        }
        switch reply.answer {
        case .addresses(let addresses):
            for address in addresses {
                try AddressProperties.check(address)
                try expect(isHost(address), "\(address) is nobody's address")
            }
        case .services(let services):
            for service in services { try check(name: service.target) }
        case .texts, .noSuchName: break
        case .failure(let reason), .serverFailure(let reason), .refused(let reason):
            try expect(reason.utf8.allSatisfy { $0 >= 32 && $0 < 127 }, "\(reason.debugDescription) quotes an answer")
        }
    }

    /// What a name from a message may be made of, before ``DomainName`` has looked at it.
    private static func check(name: String) throws(BrokenProperty) {
        try expect(
            name.utf8.allSatisfy { AddressProperties.isNameByte($0) || "_*\\".utf8.contains($0) },
            "\(name.debugDescription) came out of a message")
    }

    /// Not this machine as `0.0.0.0` and `::`, not a group's address.
    static func isHost(_ address: IPAddress) -> Bool {
        let bytes = address.bytes
        return bytes.count == 4 ? bytes[0] > 0 && bytes[0] < 224 : bytes[0] != 0xFF && bytes.contains { $0 != 0 }
    }
}
