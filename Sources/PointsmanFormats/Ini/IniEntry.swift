/// One `key = value` of an INI file.
package struct IniEntry: Equatable, Sendable {
    /// The section that it stands in; empty before the first one.
    package let section: String
    package let key: String
    /// Everything behind the equals sign up to the end of the line, without the white space around it.
    package let value: String
    package let origin: IniOrigin

    package init(section: String, key: String, value: String, origin: IniOrigin) {
        self.section = section
        self.key = key
        self.value = value
        self.origin = origin
    }
}
