package import PointsmanFormats

/// The users in `pooler_users_file` for a PgBouncer before 1.26, where a password is longer than it reads: it stops at that line.
package struct OlderPoolerUsers: Equatable, Sendable {
    /// Those besides the app's own user.
    let users: [Userlist.User]
    /// Whether the file has no user at all before that line.
    let isNone: Bool
    /// The key that names the file.
    let origin: ConfigurationOrigin
    /// The file, the line and what is wrong there.
    let sentence: String
}

extension Configuration {
    /// Takes the release of the managed PgBouncer, and of `pooler_users_file` what that reads.
    /// - Parameter release: nil if it is not known, which counts as an old one.
    /// - Returns: a notice, which is added to ``notices``, if that is not all of the file; nil if it is.
    /// - Throws: if that is no user at all.
    @discardableResult
    package mutating func settle(on release: PgBouncerVersion?) throws(StartError) -> ConfigurationNotice? {
        poolerRelease = release
        let isLong = release.map { $0 >= .readsLongPasswords } ?? false
        guard pooler == .managed, !isLong, let older = olderPoolerUsers else { return nil }
        guard !older.isNone else { throw StartError(.dataError, "\(older.origin): \(older.sentence)") }
        poolerUsers = older.users
        let notice = ConfigurationNotice(
            origin: older.origin, sentence: older.sentence + ConfigurationBuilder.rest)
        if !notices.contains(notice) { notices.append(notice) }
        return notice
    }
}
