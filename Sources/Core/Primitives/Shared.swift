// This source file is part of the Outpace project. License: see LICENSE.

/// A value that never changes, held by reference: however large it is, whoever holds it grows by a
/// pointer, and a copy of the holder counts one reference.
///
/// For parameters, which every layer holds and none of them changes.
@propertyWrapper
package struct Shared<Value: Sendable>: Sendable {
    @usableFromInline
    package final class Storage: Sendable {
        @usableFromInline
        package let value: Value

        @usableFromInline
        package init(_ value: Value) { self.value = value }
    }

    @usableFromInline
    package let storage: Storage

    /// Holds a value.
    @inlinable
    package init(wrappedValue: Value) { storage = Storage(wrappedValue) }

    /// The value.
    @inlinable
    package var wrappedValue: Value {
        @inline(__always) get { storage.value }
    }
}
