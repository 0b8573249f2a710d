//! What a letter to the CA says beside its requests, and what its forms cannot do without.

use crate::error::AppError;
use antin_domain::message::Message;
use antin_domain::request::RequestKind;
use serde::{Deserialize, Serialize};

/// What a letter says beside its requests. Blank texts are not printed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LetterContent {
    /// Who receives new devices: name, identity number, position, telephone, e-mail, address.
    pub receiver_name: String,
    /// Identity number of the receiver.
    pub receiver_id: String,
    /// Position of the receiver.
    pub receiver_position: String,
    /// Telephone of the receiver.
    pub receiver_phone: String,
    /// E-mail of the receiver.
    pub receiver_mail: String,
    /// Address for devices.
    pub receiver_address: String,
    /// Whom the CA may ask.
    pub contact: String,
    /// Place of the letter.
    pub place: String,
    /// Who signs.
    pub signer_name: String,
    /// As what.
    pub signer_position: String,
}

impl LetterContent {
    /// What the forms of such requests lack to be printed, each as a sentence. Said on the page of the letter, where it can
    /// still be filled in: a form that is refused when it is downloaded is refused too late.
    ///
    /// > NĐ 68/2024 Điều 11, Mẫu 01–03: who receives the devices; Điều 22, Mẫu 06: who helps with restoring; NĐ 30/2020,
    /// > Phụ lục I, II.7: who signs, and as what.
    #[must_use]
    pub fn lacking(&self, kinds: impl Iterator<Item = RequestKind>) -> Vec<Message> {
        let mut lacking = Vec::new();
        if self.signer_name.is_empty() != self.signer_position.is_empty() {
            lacking.push(Message::new("request-letter-lacks-signer"));
        }
        let (mut issues, mut restores) = (false, false);
        for kind in kinds {
            issues |= matches!(kind, RequestKind::Issue | RequestKind::Reissue);
            restores |= kind == RequestKind::RestoreDevice;
        }
        let receiver = [&self.receiver_name, &self.receiver_id, &self.receiver_phone, &self.receiver_address];
        if issues && receiver.iter().any(|text| text.is_empty()) {
            lacking.push(Message::new("request-letter-lacks-receiver"));
        }
        let digits = self.receiver_id.len();
        let is_number = self.receiver_id.bytes().all(|byte| byte.is_ascii_digit()) && matches!(digits, 9 | 12);
        if issues && !self.receiver_id.is_empty() && !is_number {
            lacking.push(Message::new("request-letter-bad-receiver-id"));
        }
        if restores && self.receiver_name.is_empty() && self.contact.is_empty() {
            lacking.push(Message::new("request-letter-lacks-helper"));
        }
        lacking
    }
}

/// The content as it is kept.
///
/// # Errors
/// A text is too long or holds what cannot be printed.
pub(super) fn text_of(content: &LetterContent) -> Result<String, AppError> {
    let texts = [
        &content.receiver_name,
        &content.receiver_id,
        &content.receiver_position,
        &content.receiver_phone,
        &content.receiver_mail,
        &content.receiver_address,
        &content.contact,
        &content.place,
        &content.signer_name,
        &content.signer_position,
    ];
    if texts.iter().any(|text| text.chars().count() > 200 || text.chars().any(char::is_control)) {
        let message = Message::new("request-bad-text").with("field", "letter").with("most", 200);
        return Err(AppError::Unusable(message));
    }
    serde_json::to_string(content).map_err(|error| AppError::BrokenOff(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_form_cannot_do_without_is_said_before_it_is_printed() {
        let said = |content: &LetterContent, kind| {
            content.lacking([kind].into_iter()).into_iter().map(|message| message.key).collect::<Vec<_>>()
        };
        let blank = LetterContent::default();
        assert!(said(&blank, RequestKind::Revoke).is_empty(), "a revocation needs nobody who receives anything");
        assert_eq!(said(&blank, RequestKind::Reissue), ["request-letter-lacks-receiver"]);
        assert_eq!(said(&blank, RequestKind::RestoreDevice), ["request-letter-lacks-helper"]);
        let mut content = LetterContent { signer_name: "Lê Thị Thử".into(), ..blank };
        assert_eq!(said(&content, RequestKind::Renew), ["request-letter-lacks-signer"]);
        content.signer_position = "Cục trưởng".into();
        for text in [&mut content.receiver_name, &mut content.receiver_phone, &mut content.receiver_address] {
            *text = "x".into();
        }
        content.receiver_id = "12345".into();
        assert_eq!(said(&content, RequestKind::Issue), ["request-letter-bad-receiver-id"]);
        content.receiver_id = "012345678901".into();
        assert!(said(&content, RequestKind::Issue).is_empty());
    }
}
