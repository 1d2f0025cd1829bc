import PointsmanFormats

/// Texts of others that go on into a line: a command, a shell's word, a log, a plugin's answer.
enum LineProperties {
    static func check(_ bytes: [UInt8]) throws(BrokenProperty) {
        let text = String(decoding: bytes, as: UTF8.self)
        try checkConsole(text)
        try checkShell(text)
        try checkLog(text)
        try checkRange(text)
        let shown = printable(text)
        try expect(shown.utf8.allSatisfy { $0 >= 32 && $0 != 127 }, "\(shown.debugDescription) is not printable")
        let line = PluginLine("POINTSMAN READY", .ok, text, performance: [PerformanceDatum(text, 0.5)]).text
        try expect(!line.utf8.contains { $0 < 32 }, "\(line.debugDescription) is more than one line")
        try expect(line.utf8.count { $0 == UInt8(ascii: "|") } >= 1, "\(line.debugDescription) has no figures")
    }

    /// A range that is read is content where the same one with `@` raises an alert.
    private static func checkRange(_ text: String) throws(BrokenProperty) {
        guard let range = try? PluginRange(text) else { return }
        try expect(range.text.utf8.elementsEqual(text.utf8), "\(text.debugDescription) is told as another range")
        guard !text.hasPrefix("@") else { return }
        let inverted = try? PluginRange("@\(text)")
        for value in [-1e9, -1, 0, 0.5, 1, 10, 1e9] {
            try expect(
                inverted?.alerts(at: value) == !range.alerts(at: value),
                "\(text.debugDescription) and its opposite agree")
        }
    }

    /// A name between quotes is, with its quotes halved, the name.
    private static func checkConsole(_ name: String) throws(BrokenProperty) {
        var rest = Array(ConsoleVerb.quoted(name).utf8)[...]
        let quote = UInt8(ascii: "\"")
        try expect(rest.popFirst() == quote && rest.popLast() == quote, "no quotes around \(name.debugDescription)")
        var read: [UInt8] = []
        while let byte = rest.popFirst() {
            try expect(byte != quote || rest.popFirst() == quote, "a quote of \(name.debugDescription) ends the name")
            read.append(byte)
        }
        try expect(read.elementsEqual(name.utf8), "\(name.debugDescription) is another name when it is read")
    }

    /// A shell reads the word back, less its NULs.
    private static func checkShell(_ value: String) throws(BrokenProperty) {
        var rest = Array(ShellWord.quoted(value).utf8)[...]
        var (read, isQuoted): ([UInt8], Bool) = ([], false)
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "'"): isQuoted.toggle()
            case UInt8(ascii: "\\") where !isQuoted: read.append(rest.popFirst() ?? 0)
            case _ where !isQuoted:
                let isPlain = AddressProperties.isNameByte(byte | 0x20) || "_/:@%+,".utf8.contains(byte)
                try expect(isPlain, "a shell would expand \(value.debugDescription)")
                read.append(byte)
            default: read.append(byte)
            }
        }
        try expect(!isQuoted, "the quotes of \(value.debugDescription) have no end")
        try expect(
            read.elementsEqual(value.utf8.filter { $0 != 0 }), "a shell reads \(value.debugDescription) otherwise")
    }

    private static func checkLog(_ line: String) throws(BrokenProperty) {
        let read = PoolerLogLine(line)
        let isTail = Array(line.utf8).suffix(read.text.utf8.count).elementsEqual(read.text.utf8)
        try expect(isTail, "\(read.text.debugDescription) is not what the line says")
    }
}
