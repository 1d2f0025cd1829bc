package import PointsmanCore

/// One resource record of an answer.
package struct DNSRecord: Equatable, Sendable {
    /// The data of the types that discovery reads; all others are not parsed.
    package enum Data: Equatable, Sendable {
        /// A or AAAA.
        case address(IPAddress)
        /// TXT: its strings joined, since each has at most 255 bytes.
        case text(String)
        case service(DNSService)
        /// CNAME: the name that this one stands for.
        case alias(String)
        case other
    }

    package let name: String
    /// The type's number, RFC 1035 3.2.2.
    package let type: UInt16
    package let timeToLiveSeconds: UInt32
    package let data: Data

    package init(name: String, type: UInt16, timeToLiveSeconds: UInt32, data: Data) {
        self.name = name
        self.type = type
        self.timeToLiveSeconds = timeToLiveSeconds
        self.data = data
    }

    /// Reads the next record; nil if the message ends early or the data does not fit the type.
    init?(from reader: inout DNSReader) {
        guard let name = reader.name(), let type = reader.uint16(), let dnsClass = reader.uint16(),
            let seconds = reader.uint32(), let count = reader.uint16()
        else { return nil }
        let start = reader.position
        guard let data = Data(type: dnsClass == Self.internet ? type : 0, count: Int(count), from: &reader),
            reader.position == start + Int(count)
        else { return nil }
        // A lifetime with the top bit set counts as zero (RFC 2181 8).
        self.init(name: name, type: type, timeToLiveSeconds: seconds >> 31 == 1 ? 0 : seconds, data: data)
    }

    private static let internet: UInt16 = 1
}

extension DNSRecord.Data {
    static let cname: UInt16 = 5

    fileprivate init?(type: UInt16, count: Int, from reader: inout DNSReader) {
        switch (DNSRecordType(rawValue: type), type) {
        case (.a, _), (.aaaa, _):
            guard count == (type == DNSRecordType.a.rawValue ? 4 : 16),
                let address = reader.take(count).flatMap({ IPAddress(bytes: $0) })
            else { return nil }
            self = .address(address)
        case (.txt, _):
            guard let bytes = reader.take(count), let text = Self.joined(Array(bytes)) else { return nil }
            self = .text(text)
        case (.srv, _):
            guard let priority = reader.uint16(), let weight = reader.uint16(), let port = reader.uint16(),
                let target = reader.name()
            else { return nil }
            self = .service(DNSService(priority: priority, weight: weight, port: port, target: target))
        case (nil, Self.cname):
            guard let target = reader.name() else { return nil }
            self = .alias(target)
        case (nil, _):
            guard reader.take(count) != nil else { return nil }
            self = .other
        }
    }

    private static func joined(_ bytes: [UInt8]) -> String? {
        var reader = DNSReader(bytes)
        var text: [UInt8] = []
        while reader.position < bytes.count {
            guard let count = reader.uint8(), let string = reader.take(Int(count)) else { return nil }
            text += string
        }
        return String(decoding: text, as: UTF8.self)
    }
}
