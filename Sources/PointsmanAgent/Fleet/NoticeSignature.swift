import CCrypto
import PointsmanCore
import PointsmanFormats

/// Signs and verifies notices: HMAC-SHA256 with the fleet's secret (RFC 2104), by the libcrypto that libpq is linked
/// to.
struct NoticeSignature: Sendable {
    private let secret: Secret
    /// The channel that signatures are for; one for another channel does not count.
    let channel: String

    init(secret: Secret, channel: String) {
        self.secret = secret
        self.channel = channel
    }

    /// The payload of `notice`.
    func payload(of notice: FleetNotice, issuedMicroseconds: Int64) -> String {
        let body = NoticeText.body(notice, issuedMicroseconds: issuedMicroseconds)
        return "\(body) \(signature(of: body))"
    }

    /// Reads a payload; nil if it is not signed with the secret, or of another version.
    func open(_ payload: String) -> (notice: FleetNotice, issuedMicroseconds: Int64)? {
        guard let (body, signature) = NoticeText.parts(of: payload) else { return nil }
        let (right, given) = (Array(self.signature(of: body).utf8), Array(signature.utf8))
        guard right.count == given.count, CRYPTO_memcmp(right, given, right.count) == 0 else { return nil }
        return NoticeText.read(body)
    }

    private func signature(of body: String) -> String {
        let key = Array(secret.reveal().utf8)
        let text = Array(NoticeText.signed(body, channel: channel).utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard HMAC(EVP_sha256(), key, Int32(key.count), text, text.count, &digest, &count) != nil, count == 32 else {
            fatalError("libcrypto has no HMAC-SHA256")
        }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
