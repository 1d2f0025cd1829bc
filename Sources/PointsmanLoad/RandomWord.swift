/// Random words for passwords and machine ids.
package enum RandomWord {
    package static func make(digits: Int) -> String {
        String((0..<digits).map { _ in "0123456789abcdef".randomElement()! })
    }
}
