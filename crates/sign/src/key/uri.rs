//! `pkcs11:token=…;object=…?module-path=…` (RFC 7512): which key on which token.

use super::KeyError;

/// What such an address names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TokenAddress {
    /// Label of the token.
    pub token: Option<String>,
    /// Serial number of the token.
    pub serial: Option<String>,
    /// Label of the key or its certificate.
    pub object: Option<String>,
    /// Identifier of the key and its certificate.
    pub id: Option<Vec<u8>>,
    /// The library of the token.
    pub module: Option<String>,
}

impl TokenAddress {
    /// Reads an address. Attributes that are not known here and do not narrow the choice are left out.
    ///
    /// # Errors
    /// It is none; or it holds a PIN, which stands in no address here: addresses end up in histories and logs.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let bad = KeyError::NoKey("not an address of PKCS#11");
        let rest = text.strip_prefix("pkcs11:").ok_or(bad.clone())?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let mut address = TokenAddress::default();
        for part in path.split(';').chain(query.split('&')).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(bad.clone())?;
            let bytes = decoded(value).ok_or(bad.clone())?;
            let text = || String::from_utf8(bytes.clone()).map_err(|_| bad.clone());
            match name {
                "token" => address.token = Some(text()?),
                "serial" => address.serial = Some(text()?),
                "object" => address.object = Some(text()?),
                "id" => address.id = Some(bytes),
                "module-path" => address.module = Some(text()?),
                "pin-value" | "pin-source" => return Err(KeyError::NoKey("an address with a PIN in it")),
                _ => {}
            }
        }
        Ok(address)
    }
}

impl std::fmt::Display for TokenAddress {
    /// As RFC 7512 writes it: what is not plain is escaped.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let escaped = |bytes: &[u8]| -> String {
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
            bytes
                .iter()
                .map(|byte| if plain(*byte) { char::from(*byte).to_string() } else { format!("%{byte:02x}") })
                .collect()
        };
        let texts = [("token", &self.token), ("serial", &self.serial), ("object", &self.object)];
        let mut parts: Vec<String> = texts
            .into_iter()
            .filter_map(|(name, value)| Some(format!("{name}={}", escaped(value.as_ref()?.as_bytes()))))
            .collect();
        parts.extend(self.id.as_ref().map(|id| {
            let digits: String = id.iter().map(|byte| format!("%{byte:02x}")).collect();
            format!("id={digits}")
        }));
        write!(f, "pkcs11:{}", parts.join(";"))?;
        match &self.module {
            Some(module) => write!(f, "?module-path={}", escaped(module.as_bytes())),
            None => Ok(()),
        }
    }
}

/// `%20` and the like undone; none where what follows is no hex.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
            (digit(rest.next())? << 4 | digit(rest.next())?) as u8
        } else {
            byte
        });
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_its_escapes() {
        let address = TokenAddress::parse("pkcs11:token=Thu%20nghiem;id=%01%a2?module-path=/usr/lib/x.so").unwrap();
        assert_eq!(address.token.as_deref(), Some("Thu nghiem"));
        assert_eq!(address.id.as_deref(), Some(&[1, 0xa2][..]));
        assert_eq!(address.module.as_deref(), Some("/usr/lib/x.so"));
        assert_eq!(TokenAddress::parse(&address.to_string()), Ok(address));
    }

    #[test]
    fn no_pin_stands_in_an_address() {
        assert!(TokenAddress::parse("pkcs11:token=a?pin-value=1234").is_err());
        for text in ["", "pkcs12:x", "pkcs11:token", "pkcs11:id=%0g"] {
            assert!(TokenAddress::parse(text).is_err(), "{text}");
        }
    }
}
