//! The levels of CMS files: time stamps on each signature, validation data for all of them, an archive time stamp over each.

use super::{Raiser, refused};
use crate::arguments::sign::SignLevel;
use crate::commands::sign::batch::Refused;
use antin_domain::message::Message;
use antin_pki::time::Time;
use antin_sign::cms::extend;
use antin_sign::validate::report::Verdict;
use antin_sign::validate::{self, Question};

impl Raiser<'_> {
    /// A CMS file with everything that its level wants; `detached` is the file beside the signature. Missing knowledge
    /// refuses, as with PDFs.
    ///
    /// # Errors
    /// Something is not to be had, or the result is not intact.
    pub fn raise_cms(&self, mut file: Vec<u8>, detached: Option<&[u8]>, at: Time) -> Result<Vec<u8>, Refused> {
        let signatures = extend::signatures(&file);
        let stamped = extend::are_stamped(&file);
        for (index, (signature, _)) in signatures.iter().zip(stamped).enumerate().filter(|(_, (_, stamped))| !stamped) {
            let token = self.stamp_of(signature, at)?;
            file = extend::add_stamp(&file, index, &token).map_err(|refusal| self.refused(&refusal))?;
        }
        if self.level > SignLevel::T {
            file = self.cms_with_material(file, at)?;
        }
        if self.level > SignLevel::Lt {
            for index in 0..signatures.len() {
                let job = extend::prepare_archive(&file, detached, index).map_err(|refusal| self.refused(&refusal))?;
                let token = self.stamp(&job.imprint, at)?;
                let done = extend::finish_archive(&job, &file, detached, &token);
                file = done.map_err(|refusal| self.refused(&refusal))?;
            }
            // The authority of the last time stamp may be another one: what judges it comes along too.
            file = self.cms_with_material(file, at)?;
        }
        let mut question = Question::at(at);
        question.detached = detached;
        let report = validate::cms::judge(&file, &question);
        let is_broken = matches!(report.verdict, Verdict::Invalid | Verdict::Unreadable);
        if is_broken || report.signatures.len() != signatures.len() {
            return Err(refused(Message::new("signing-extend-broken")));
        }
        Ok(file)
    }

    fn cms_with_material(&self, file: Vec<u8>, at: Time) -> Result<Vec<u8>, Refused> {
        let material = self.gathered(&file, None, at)?;
        let more = extend::add_material(&file, &material).map_err(|refusal| self.refused(&refusal))?;
        Ok(more.unwrap_or(file))
    }
}
