import PostgresClient

/// What a server sends in answer to commands that went out together.
enum JoinedProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        var whole = JoinedAnswers()
        whole.take(bytes)
        var parts = JoinedAnswers()
        for byte in bytes { parts.take([byte]) }
        try expect(whole.answers == parts.answers, "in parts it says \(parts.answers), as a whole \(whole.answers)")
        // Each ends with a message of five bytes at least.
        try expect(whole.answers.count <= bytes.count / 5, "\(bytes.count) bytes hold \(whole.answers.count) answers")
    }
}
