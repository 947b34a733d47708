// Judges connections by the matcher of cyclonus, and selectors by Kubernetes' own code: both know nothing of this package.
// Reads one world per line of standard input and writes one line of answers for each.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/mattfenwick/cyclonus/pkg/matcher"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// end is a pod, or an address outside of the cluster if it has no namespace.
type end struct {
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	Address   string            `json:"address"`
}

type connection struct {
	From     end             `json:"from"`
	To       end             `json:"to"`
	Protocol corev1.Protocol `json:"protocol"`
	Port     int             `json:"port"`
	PortName string          `json:"portName"`
}

type selection struct {
	Selector metav1.LabelSelector `json:"selector"`
	Labels   map[string]string    `json:"labels"`
}

type world struct {
	Namespaces  []corev1.Namespace            `json:"namespaces"`
	Policies    []*networkingv1.NetworkPolicy `json:"policies"`
	Connections []connection                  `json:"connections"`
	Selections  []selection                   `json:"selections"`
}

type verdict struct {
	Egress  bool `json:"egress"`
	Ingress bool `json:"ingress"`
}

type answers struct {
	Verdicts []verdict `json:"verdicts"`
	Selected []bool    `json:"selected"`
}

func main() {
	input := bufio.NewReaderSize(os.Stdin, 1<<20)
	output := json.NewEncoder(os.Stdout)
	for decoder := json.NewDecoder(input); decoder.More(); {
		var w world
		if err := decoder.Decode(&w); err != nil {
			fail(err)
		}
		if err := output.Encode(judge(w)); err != nil {
			fail(err)
		}
	}
}

func judge(w world) answers {
	result := answers{Verdicts: []verdict{}, Selected: []bool{}}
	policy := matcher.BuildNetworkPolicies(false, spelledOut(w.Policies))
	namespaces := map[string]map[string]string{}
	for _, namespace := range w.Namespaces {
		namespaces[namespace.Name] = namespace.Labels
	}
	for _, c := range w.Connections {
		allowed := policy.IsTrafficAllowed(&matcher.Traffic{
			Source:           peer(c.From, namespaces),
			Destination:      peer(c.To, namespaces),
			ResolvedPort:     c.Port,
			ResolvedPortName: c.PortName,
			Protocol:         c.Protocol,
		})
		result.Verdicts = append(result.Verdicts, verdict{allowed.Egress.IsAllowed(), allowed.Ingress.IsAllowed()})
	}
	for _, s := range w.Selections {
		selector, err := metav1.LabelSelectorAsSelector(&s.Selector)
		if err != nil {
			fail(err)
		}
		result.Selected = append(result.Selected, selector.Matches(labels.Set(s.Labels)))
	}
	return result
}

// peer has the labels that the API server gives each namespace.
func peer(e end, namespaces map[string]map[string]string) *matcher.TrafficPeer {
	if e.Namespace == "" {
		return &matcher.TrafficPeer{IP: e.Address}
	}
	ofNamespace := map[string]string{}
	for key, value := range namespaces[e.Namespace] {
		ofNamespace[key] = value
	}
	ofNamespace[corev1.LabelMetadataName] = e.Namespace
	internal := &matcher.InternalPeer{PodLabels: e.Labels, Namespace: e.Namespace, NamespaceLabels: ofNamespace}
	return &matcher.TrafficPeer{IP: e.Address, Internal: internal}
}

// spelledOut writes policies in the part of the language in which cyclonus agrees with Kubernetes. Cyclonus wants types, which
// the API server adds; its NotIn wants the label to be there; and a missing label counts as an empty one in matchLabels.
func spelledOut(policies []*networkingv1.NetworkPolicy) []*networkingv1.NetworkPolicy {
	var all []*networkingv1.NetworkPolicy
	for _, policy := range policies {
		if len(policy.Spec.PolicyTypes) == 0 {
			policy.Spec.PolicyTypes = []networkingv1.PolicyType{networkingv1.PolicyTypeIngress}
			if len(policy.Spec.Egress) > 0 {
				policy.Spec.PolicyTypes = append(policy.Spec.PolicyTypes, networkingv1.PolicyTypeEgress)
			}
		}
		for index := range policy.Spec.Ingress {
			policy.Spec.Ingress[index].From = spelledOutPeers(policy.Spec.Ingress[index].From)
		}
		for index := range policy.Spec.Egress {
			policy.Spec.Egress[index].To = spelledOutPeers(policy.Spec.Egress[index].To)
		}
		for _, selector := range alternatives(policy.Spec.PodSelector) {
			one := policy.DeepCopy()
			one.Spec.PodSelector = selector
			all = append(all, one)
		}
	}
	return all
}

func spelledOutPeers(peers []networkingv1.NetworkPolicyPeer) []networkingv1.NetworkPolicyPeer {
	var all []networkingv1.NetworkPolicyPeer
	for _, peer := range peers {
		if peer.IPBlock != nil {
			all = append(all, peer)
			continue
		}
		for _, namespaces := range optional(peer.NamespaceSelector) {
			for _, pods := range optional(peer.PodSelector) {
				all = append(all, networkingv1.NetworkPolicyPeer{NamespaceSelector: namespaces, PodSelector: pods})
			}
		}
	}
	return all
}

func optional(selector *metav1.LabelSelector) []*metav1.LabelSelector {
	if selector == nil {
		return []*metav1.LabelSelector{nil}
	}
	var all []*metav1.LabelSelector
	for _, one := range alternatives(*selector) {
		all = append(all, one.DeepCopy())
	}
	return all
}

// alternatives are selectors without matchLabels; the given one selects what at least one of them does.
func alternatives(selector metav1.LabelSelector) []metav1.LabelSelector {
	all := []metav1.LabelSelector{{}}
	add := func(expressions ...metav1.LabelSelectorRequirement) {
		var longer []metav1.LabelSelector
		for _, before := range all {
			for _, expression := range expressions {
				one := before.DeepCopy()
				one.MatchExpressions = append(one.MatchExpressions, expression)
				longer = append(longer, *one)
			}
		}
		all = longer
	}
	for key, value := range selector.MatchLabels {
		add(metav1.LabelSelectorRequirement{Key: key, Operator: metav1.LabelSelectorOpIn, Values: []string{value}})
	}
	for _, expression := range selector.MatchExpressions {
		if expression.Operator == metav1.LabelSelectorOpNotIn {
			missing := metav1.LabelSelectorRequirement{Key: expression.Key, Operator: metav1.LabelSelectorOpDoesNotExist}
			add(expression, missing)
		} else {
			add(expression)
		}
	}
	return all
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
