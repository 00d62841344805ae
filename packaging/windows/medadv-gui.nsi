; Installer for Windows of what build.sh froze there.
;   makensis -DVERSION=0.1.0 -DBUILD=20261129.abc -DPAYLOAD=.build\dist\medadv-gui -DOUT=setup.exe medadv-gui.nsi
; Compiled on Linux as well (Debian's nsis), where the payload may be a stand-in: windows/check_nsis.sh.
;
; Silent:    setup.exe /S /AllUsers | /CurrentUser [/D=C:\folder]     (SCCM, Intune; exit code 0 done, 2 failed)
; Removal:   "%ProgramFiles%\medadv_gui\uninstall.exe" /S [_?=%ProgramFiles%\medadv_gui]     users' data stay
;            As every uninstaller of NSIS it goes on in a copy of itself and says 0 at once; with _?=, which comes last
;            and takes no quotes, it waits, says 2 where the program is running, and leaves uninstall.exe behind.
; A newer one is installed over an older one: the old program is taken out first, users' data stay.

Unicode true
!ifndef VERSION | BUILD | PAYLOAD | OUT
  !error "VERSION, BUILD, PAYLOAD and OUT have to be defined"
!endif
!ifndef SIGNED
  !define NOTE "This build is not signed: Windows will say that its publisher is unknown."
!else
  !define NOTE "This build is signed."
  !uninstfinalize '${SIGNED} "%1"' ; the uninstaller, too
!endif

!define NAME "medadv_gui"
!define EXE "medadv-gui.exe"
!define PROGID "medadv_gui.image"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
; Per machine where the user may, else per user; /AllUsers and /CurrentUser decide.
!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${UNINSTALL}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${UNINSTALL}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include FileFunc.nsh
!include x64.nsh

Name "${NAME} ${VERSION}"
OutFile "${OUT}"
SetCompressor /SOLID lzma
SetCompressorDictSize 64
CRCCheck force
BrandingText "Research use only, not for diagnosis"
VIProductVersion "${VERSION}.0"
VIAddVersionKey ProductName "${NAME}"
VIAddVersionKey ProductVersion "${VERSION} (${BUILD})"
VIAddVersionKey FileVersion "${VERSION}"
VIAddVersionKey FileDescription "${NAME} setup"
VIAddVersionKey LegalCopyright "Apache-2.0"

!ifdef ICON
  !define MUI_ICON "${ICON}"
!endif
!define MUI_WELCOMEPAGE_TEXT "Shows how fragile a medical image model is. Research use only, not for diagnosis.$\r$\n$\r$\n${NOTE}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_RUN "$INSTDIR\${EXE}"
!define MUI_FINISHPAGE_RUN_NOTCHECKED
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_OK|MB_ICONSTOP "${NAME} needs 64-bit Windows" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetRegView 64
  ; MultiUser.nsh would open a box, which nobody sees in a silent run.
  ${If} ${Silent}
    ${GetParameters} $R8
    ClearErrors
    ${GetOptions} $R8 "/AllUsers" $R7
    ${IfNot} ${Errors}
      UserInfo::GetAccountType
      Pop $R7
      ${If} $R7 != "Admin"
      ${AndIf} $R7 != "Power"
        SetErrorLevel 2
        Quit
      ${EndIf}
    ${EndIf}
  ${EndIf}
  StrCpy $R9 $INSTDIR ; what /D= says, which MultiUser.nsh overwrites
  !insertmacro MULTIUSER_INIT
  ${If} $R9 != ""
    StrCpy $INSTDIR $R9
  ${EndIf}
FunctionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

; Takes out what an installation laid, and nothing that a user put beside it but in its own folders.
!macro REMOVE_PROGRAM
  RMDir /r "$INSTDIR\_internal"
  RMDir /r "$INSTDIR\licences"
  Delete "$INSTDIR\${EXE}"
  Delete "$INSTDIR\THIRD-PARTY.txt"
  Delete "$INSTDIR\sbom.cdx.json"
!macroend

; Windows lets a running program's file be renamed but not be written.
!macro STOP_IF_RUNNING
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $0 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      SetErrorLevel 2
      Abort "${NAME} is running: close its windows first"
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

!macro ASSOCIATE EXTENSION
  WriteRegStr SHCTX "Software\Classes\.${EXTENSION}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr SHCTX "Software\Classes\Applications\${EXE}\SupportedTypes" ".${EXTENSION}" ""
!macroend
!macro DISSOCIATE EXTENSION
  DeleteRegValue SHCTX "Software\Classes\.${EXTENSION}\OpenWithProgids" "${PROGID}"
!macroend

Section "Install"
  !insertmacro STOP_IF_RUNNING ; and change nothing
  !insertmacro REMOVE_PROGRAM
  SetOutPath "$INSTDIR"
  ClearErrors
  File /r "${PAYLOAD}\*.*"
  ${If} ${Errors}
    SetErrorLevel 2
    Abort "not everything could be written to $INSTDIR"
  ${EndIf}
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${EXE}"

  WriteRegStr SHCTX "${UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL}" "Publisher" "medadv_gui developers"
  WriteRegStr SHCTX "${UNINSTALL}" "Comments" "Build ${BUILD}. Research use only, not for diagnosis."
  WriteRegStr SHCTX "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD SHCTX "${UNINSTALL}" "EstimatedSize" $0

  ; Where the administrator's policy.json lies: Windows would let any user make this folder, and with it the policy.
  ${If} $MultiUser.InstallMode == "AllUsers"
    CreateDirectory "$APPDATA\medadv_gui" ; of all users: C:\ProgramData
    nsExec::Exec 'icacls "$APPDATA\medadv_gui" /setowner *S-1-5-32-544 /T /C /Q'
    Pop $0
    nsExec::Exec 'icacls "$APPDATA\medadv_gui" /reset /T /C /Q'
    Pop $0
    nsExec::Exec 'icacls "$APPDATA\medadv_gui" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX /Q'
    Pop $0
  ${EndIf}

  ; Offered under "Open with"; no other program's choice is taken away.
  WriteRegStr SHCTX "Software\Classes\${PROGID}" "" "Medical image"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\${EXE},0"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  WriteRegStr SHCTX "Software\Classes\Applications\${EXE}\shell\open\command" "" '"$INSTDIR\${EXE}" "%1"'
  !insertmacro ASSOCIATE "dcm"
  !insertmacro ASSOCIATE "nii"
  !insertmacro ASSOCIATE "nrrd"
  !insertmacro ASSOCIATE "mha"
  !insertmacro ASSOCIATE "mhd"
  !insertmacro ASSOCIATE "nhdr"
  ${RefreshShellIcons}
SectionEnd

Section "Uninstall"
  !insertmacro STOP_IF_RUNNING
  !insertmacro REMOVE_PROGRAM
  RMDir /r "$INSTDIR\cuda"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  !insertmacro DISSOCIATE "dcm"
  !insertmacro DISSOCIATE "nii"
  !insertmacro DISSOCIATE "nrrd"
  !insertmacro DISSOCIATE "mha"
  !insertmacro DISSOCIATE "mhd"
  !insertmacro DISSOCIATE "nhdr"
  DeleteRegKey SHCTX "Software\Classes\${PROGID}"
  DeleteRegKey SHCTX "Software\Classes\Applications\${EXE}"
  DeleteRegKey SHCTX "${UNINSTALL}"
  ${RefreshShellIcons}
  ReadEnvStr $0 LOCALAPPDATA
  ReadEnvStr $1 ProgramData
  MessageBox MB_OK|MB_ICONINFORMATION "Users' data stay: $0\medadv_gui (cases, models, session, settings) or where $1\medadv_gui\policy.json keeps them, and that file" /SD IDOK
SectionEnd
