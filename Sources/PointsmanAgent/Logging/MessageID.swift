/// The journal's message ids: one for each kind of event, which never changes (systemd.journal-fields(7), `MESSAGE_ID=`).
package enum MessageID {
    /// The ids by the field `event` of a log line.
    package static let table: [(event: String, id: String)] = [
        ("decision", "ebec56902b3e5691892dfe3843ddbf51"),
        ("incident", "21eeba3ad28759ea8104c726ff893fff"),
        ("hold", "28c9dd53ba7253cd8b5c1a5ddf56e887"),
        ("release", "01358cae4ee2555b87a82fe4b844fcc8"),
        ("move", "8bded907babd50e18d6b7ca3d0d4f312"),
        ("refusal", "4005e961f8fe5ea89e114ea16a47b546"),
        ("split-brain", "67538bd0c3cc523fbcc09a6d8e99916e"),
        ("ready", "48922dd91dea56e8a377875eeedc406f"),
        ("unready", "7f91ec7bd2e855d8a15b0687a00fc866"),
    ]

    static func of(_ event: String) -> String? {
        table.first { $0.event == event }?.id
    }
}
