import PointsmanCore
import PointsmanFormats

/// What any session of the database can say on the fleet's channel.
enum NoticeProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let (body, signature) = NoticeText.parts(of: text) {
            try expectSame("\(body) \(signature)", text, "the payload")
            try check(body)
        }
        // As if its signature were right.
        try check(text)
    }

    private static func check(_ body: String) throws(BrokenProperty) {
        guard let (notice, issued) = NoticeText.read(body) else { return }
        let written = NoticeText.body(notice, issuedMicroseconds: issued)
        try expect(written.utf8.count <= NoticeText.mostBytes, "\(written.utf8.count) bytes are written")
        guard let (again, moment) = NoticeText.read(written) else {
            throw BrokenProperty("\(written.debugDescription) is not read back")
        }
        let isPlain = NoticeText.name(notice.sender.name) == notice.sender.name
        try expect(moment == issued, "it was issued at \(issued), and again at \(moment)")
        if case .failed = notice.word { return }
        if isPlain { try expect(again == notice, "\(again) is not \(notice)") }
    }
}
